#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// Lower-case hexadecimal of bytes, and back; nothing where it is none, or upper-case: one value has
// one spelling.
std::string hex_of(std::string_view bytes);
std::optional<std::string> bytes_of_hex(std::string_view text);

}  // namespace prodparity
