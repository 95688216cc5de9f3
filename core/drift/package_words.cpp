#include "core/drift/package_words.h"

#include <algorithm>
#include <string_view>

namespace prodparity {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z');
}

template <class IsChar>
bool made_of(std::string_view text, std::size_t limit, IsChar is_char) {
  return !text.empty() && text.size() <= limit && std::ranges::all_of(text, is_char);
}

bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

}  // namespace

bool is_deb_name(std::string_view text) {
  return made_of(text, 128,
                 [](char c) { return is_lower(c) || is_digit(c) || one_of(c, "+-."); }) &&
         text.size() >= 2 && (is_lower(text[0]) || is_digit(text[0]));
}

bool is_deb_version(std::string_view text) {
  return made_of(text, 256, [](char c) { return is_alnum(c) || one_of(c, ".+:~-"); }) &&
         is_alnum(text[0]);
}

bool is_deb_arch(std::string_view text) {
  return made_of(text, 32, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }) &&
         text[0] != '-';
}

bool is_pypi_name(std::string_view text) {
  return made_of(text, 128, [](char c) { return is_alnum(c) || one_of(c, "._-"); }) &&
         is_alnum(text[0]) && is_alnum(text.back());
}

bool is_pypi_version(std::string_view text) {
  return made_of(text, 256, [](char c) { return is_alnum(c) || one_of(c, ".!+_-"); }) &&
         is_alnum(text[0]);
}

bool is_plain_path(std::string_view text) {
  return made_of(text, 4096,
                 [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }) &&
         text[0] == '/';
}

}  // namespace prodparity
