// printable, markdown_text, markdown_code, shell_word: untrusted text made harmless.
#include "core/text.h"
#include "core/utf8.h"

#include <fmt/format.h>

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

// What a reader cannot see or what moves what he sees: Unicode's Cc, Zl, Zp, the invisible part of
// Cf and of default-ignorable characters (DerivedCoreProperties), and non-characters.
constexpr std::array<Range, 28> invisible = {{
    {0x0000, 0x001f},   {0x007f, 0x009f},     {0x00ad, 0x00ad},    // controls, soft hyphen
    {0x034f, 0x034f},   {0x061c, 0x061c},     {0x115f, 0x1160},    // joiner, Arabic mark, fillers
    {0x17b4, 0x17b5},   {0x180b, 0x180f},     {0x200b, 0x200f},    // Mongolian, zero width, marks
    {0x2028, 0x202e},   {0x2060, 0x206f},     {0x3164, 0x3164},    // separators, bidi, isolates
    {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},     {0xfeff, 0xfeff},    // variation selectors, BOM
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},     {0xfffe, 0xffff},    // annotations
    {0x13430, 0x1345f}, {0x1bca0, 0x1bca3},   {0x1d173, 0x1d17a},  // format controls of scripts
    {0x1fffe, 0x1ffff}, {0x2fffe, 0x2ffff},   {0x3fffe, 0x3ffff},
    {0xdfffe, 0xdffff}, {0xe0000, 0xe0fff},  // tags and further variation selectors
    {0xffffe, 0xfffff}, {0x10fffe, 0x10ffff},
}};

bool is_invisible(char32_t code_point) {
  const auto* const range =
      std::lower_bound(invisible.begin(), invisible.end(), code_point,
                       [](const Range& candidate, char32_t c) { return candidate.last < c; });
  return range != invisible.end() && range->first <= code_point;
}

std::string visible(std::string_view bytes, const Utf8Character& character) {
  const auto code = static_cast<unsigned>(character.code_point);
  if (character.valid && !is_invisible(character.code_point))
    return std::string(bytes.substr(0, character.length));
  return !character.valid || code < 0x80 ? fmt::format("\\x{:02x}", code)
                                         : fmt::format("\\u{{{:x}}}", code);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Does `text` end in `word`, case ignored, with the next character at `position`?
bool follows(std::string_view text, std::size_t position, std::string_view word) {
  return position >= word.size() &&
         ascii_lower(text.substr(position - word.size(), word.size())) == word;
}

// GitHub links mentions and issues in the *rendered* text, where an entity is a character again:
// only something between the characters stops it. A zero-width space does, as an entity.
constexpr std::string_view breaker = "&#8203;";

bool opens_block(std::string_view text, std::size_t position) {
  const char c = text[position];
  if (position == 0) return c == ' ' || c == '-' || c == '+' || c == '=';
  const std::size_t digits = text.find_first_not_of("0123456789");
  return digits == position && (c == '.' || c == ')');  // "1." is a list
}

bool has_meaning(char c) {
  return std::string_view("&<>`*_[]~|\\$").find(c) != std::string_view::npos;
}

// "https://", "mailto:x", ":emoji:", "www.".
bool links(std::string_view text, std::size_t position) {
  const char c = text[position];
  if (c == '.') return follows(text, position, "www");
  return c == ':' && position + 1 < text.size() && text[position + 1] != ' ';
}

std::string entity(char c) {
  return fmt::format("&#{};", static_cast<int>(c));
}

// `text` is printable already.
std::string neutralised(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 4);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (has_meaning(c) || opens_block(text, i)) {
      result += entity(c);
    } else if (c == '@' || c == '#') {
      result += entity(c);
      result += breaker;
    } else if (links(text, i)) {
      result += breaker;
      result += entity(c);
    } else if (c == '-' && follows(text, i, "gh")) {
      result += c;  // "GH-1"
      result += breaker;
    } else {
      result += c;
    }
  }
  return result;
}

// Of the first part that is ASCII without DEL.
std::size_t ascii_length(std::string_view text) {
  const auto* const end = std::find_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x7f; });
  return static_cast<std::size_t>(end - text.begin());
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_shell_safe(std::string_view text, std::size_t position) {
  const char c = text[position];
  if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  // bash expands a tilde also behind '=' and ':' of what looks like an assignment; zsh a first '='.
  if (c == '~') return position > 0 && text[position - 1] != '=' && text[position - 1] != ':';
  if (c == '=') return position > 0;
  return std::string_view("@%+:,./_-").find(c) != std::string_view::npos;
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  if (text.size() <= limit && is_plain_ascii(text)) return std::string(text);
  std::string result;
  while (!text.empty()) {
    const Utf8Character character = first_utf8(text);
    const std::string shown = visible(text, character);
    if (result.size() + shown.size() > limit) return result + "…";
    result += shown;
    text.remove_prefix(character.length);
  }
  return result;
}

std::string markdown_text(std::string_view text, std::size_t limit) {
  return neutralised(printable(text, limit));
}

std::string markdown_code(std::string_view text, std::size_t limit) {
  const std::string shown = printable(text, limit);
  if (shown.empty()) return {};
  // A pipe cannot be written in a code span so that it is right in a table and outside of one.
  if (shown.find('|') != std::string::npos) return "<code>" + neutralised(shown) + "</code>";
  const std::string fence(longest_run(shown, '`') + 1, '`');
  const auto needs_space = [](char c) { return c == '`' || c == ' '; };
  const std::string_view space = needs_space(shown.front()) || needs_space(shown.back()) ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, space, shown, space, fence);
}

std::string ascii_json(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    const std::string_view plain = json.substr(0, ascii_length(json));
    result += plain;
    json.remove_prefix(plain.size());
    if (json.empty()) break;
    const Utf8Character character = first_utf8(json);
    const auto code = character.valid ? static_cast<unsigned>(character.code_point) : 0xfffdU;
    if (code < 0x10000) {
      result += fmt::format("\\u{:04x}", code);
    } else {  // RFC 8259: a surrogate pair
      const unsigned pair = code - 0x10000;
      result += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (pair >> 10U), 0xdc00 + (pair & 0x3ffU));
    }
    json.remove_prefix(character.length);
  }
  return result;
}

std::string shell_word(std::string_view text) {
  bool safe = !text.empty();
  for (std::size_t i = 0; i < text.size() && safe; ++i)
    safe = is_shell_safe(text, i);
  if (safe) return std::string(text);
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else if (c != '\0') {  // no shell can hold one
      result += c;
    }
  }
  return result + '\'';
}

}  // namespace prodparity
