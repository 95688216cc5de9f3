#include "core/utf8.h"

#include <cstddef>
#include <string_view>

namespace prodparity {
namespace {

// Length of the sequence that `lead` opens, and the bits of it that belong to the code point.
struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;  // anything below is an overlong spelling
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xc2 && byte <= 0xdf) return {2, byte & 0x1fU, 0x80};
  if (byte >= 0xe0 && byte <= 0xef) return {3, byte & 0x0fU, 0x800};
  if (byte >= 0xf0 && byte <= 0xf4) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

}  // namespace

Utf8Character first_utf8(std::string_view text) {
  if (text.empty()) return {};
  const auto byte = static_cast<unsigned char>(text.front());
  const Utf8Character broken{.code_point = byte, .length = 1, .valid = false};
  const Lead lead = lead_of(byte);
  if (lead.length == 0 || lead.length > text.size()) return broken;
  char32_t code_point = lead.bits;
  for (const char c : text.substr(1, lead.length - 1)) {
    const auto next = static_cast<unsigned char>(c);
    if ((next & 0xc0U) != 0x80U) return broken;
    code_point = (code_point << 6U) | (next & 0x3fU);
  }
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < lead.smallest || code_point > 0x10ffff || surrogate) return broken;
  return {.code_point = code_point, .length = lead.length, .valid = true};
}

}  // namespace prodparity
