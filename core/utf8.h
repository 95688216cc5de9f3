#pragma once

#include <cstddef>
#include <string_view>

namespace prodparity {

// The first character of a text. Where its bytes are not UTF-8 (RFC 3629: truncated, overlong, a
// surrogate, past U+10FFFF, a lone continuation byte) `valid` is false and it is that one byte.
struct Utf8Character {
  char32_t code_point = 0;
  std::size_t length = 0;  // bytes; 0 only for an empty text
  bool valid = false;
};

Utf8Character first_utf8(std::string_view text);

}  // namespace prodparity
