// display_width, cut_to_width: how much of a terminal's line a text takes.
#include "core/text.h"
#include "core/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, general categories Mn and Me, the blocks that are in use.
constexpr std::array<Range, 39> combining = {{
    {0x0300, 0x036f}, {0x0483, 0x0489},   {0x0591, 0x05bd},   {0x05bf, 0x05bf},   {0x05c1, 0x05c2},
    {0x05c4, 0x05c5}, {0x0610, 0x061a},   {0x064b, 0x065f},   {0x0670, 0x0670},   {0x06d6, 0x06dc},
    {0x06df, 0x06e4}, {0x06e7, 0x06e8},   {0x06ea, 0x06ed},   {0x0711, 0x0711},   {0x0730, 0x074a},
    {0x07a6, 0x07b0}, {0x0816, 0x082d},   {0x0900, 0x0902},   {0x093a, 0x093a},   {0x093c, 0x093c},
    {0x0941, 0x0948}, {0x094d, 0x094d},   {0x0e31, 0x0e31},   {0x0e34, 0x0e3a},   {0x0e47, 0x0e4e},
    {0x0eb1, 0x0eb1}, {0x0eb4, 0x0ebc},   {0x0f71, 0x0f7e},   {0x135d, 0x135f},   {0x1ab0, 0x1ace},
    {0x1dc0, 0x1dff}, {0x20d0, 0x20f0},   {0x302a, 0x302d},   {0x3099, 0x309a},   {0xa66f, 0xa67d},
    {0xfe20, 0xfe2f}, {0x101fd, 0x101fd}, {0x1d167, 0x1d169}, {0x1e000, 0x1e02a},
}};

// Unicode 15, East Asian Width W and F.
constexpr std::array<Range, 30> wide = {{
    {0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0},
    {0x23f3, 0x23f3}, {0x25fd, 0x25fe}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x26aa, 0x26ab},
    {0x26bd, 0x26be}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x2705, 0x2705},
    {0x270a, 0x270b}, {0x274c, 0x274c}, {0x2753, 0x2755}, {0x2795, 0x2797}, {0x2e80, 0x303e},
    {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3},
    {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x3fffd},
}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t code_point) {
  const auto* const range =
      std::lower_bound(ranges.begin(), ranges.end(), code_point,
                       [](const Range& candidate, char32_t c) { return candidate.last < c; });
  return range != ranges.end() && range->first <= code_point;
}

// U+16FE0..U+3FFFD holds Tangut, kana, emoji and CJK, and narrow symbols between them.
bool is_wide(char32_t c) {
  if (c < 0x16fe0 || c >= 0x20000) return contains(wide, c);
  const bool emoji = c >= 0x1f300 && c <= 0x1faff;
  return c < 0x1b300 || emoji || (c >= 0x1f200 && c <= 0x1f2ff);
}

std::size_t width_of(const Utf8Character& character) {
  if (!character.valid || character.code_point < 0x300) return 1;
  if (contains(combining, character.code_point)) return 0;
  return is_wide(character.code_point) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Utf8Character character = first_utf8(text);
    width += width_of(character);
    text.remove_prefix(character.length);
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t width = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Utf8Character character = first_utf8(text.substr(end));
    width += width_of(character);
    if (width > columns - 1) break;
    end += character.length;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace prodparity
