#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// RFC 4648, section 4: the standard alphabet, padded.
std::string base64_encoded(std::string_view bytes);

// Both alphabets of RFC 4648 (DSSE: verifiers accept either), padded. Nothing where a character is
// of neither, the padding is off or bits after the last byte are set: one value has one spelling.
std::optional<std::string> base64_decoded(std::string_view text);

// The same of a text that comes in parts.
class Base64Decoder {
 public:
  // Appends to `bytes` what the part completes; false where the text is none, whatever comes after.
  bool write(std::string_view part, std::string& bytes);
  // The text is over: appends its last bytes; false where it is none.
  bool finish(std::string& bytes);

 private:
  std::uint32_t group_ = 0;   // of the characters of the group that is not complete
  unsigned characters_ = 0;   // of it, 0 to 3
  std::size_t paddings_ = 0;  // seen; nothing but them may follow
};

}  // namespace prodparity
