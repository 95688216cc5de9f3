#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// RFC 4648, section 4: the standard alphabet, padded.
std::string base64_encoded(std::string_view bytes);

// Both alphabets of RFC 4648 (DSSE: verifiers accept either), padded. Nothing where a character is
// of neither, the padding is off or bits after the last byte are set: one value has one spelling.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace prodparity
