#include "core/registry/field_reader.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

constexpr std::string_view alphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool is_alphanumeric(char c) {
  return alphanumeric.find(c) != std::string_view::npos;
}
bool is_token_character(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token68_character(char c) {
  return is_alphanumeric(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
}

template <class Is>
std::size_t end_of(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at]))
    ++at;
  return at;
}

}  // namespace

bool FieldReader::skip_space() {
  const std::size_t begin = at_;
  at_ = end_of(text_, at_, [](char c) { return c == ' ' || c == '\t'; });
  return at_ != begin;
}

void FieldReader::skip_commas() {
  at_ = end_of(text_, at_, [](char c) { return c == ' ' || c == '\t' || c == ','; });
}

bool FieldReader::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::optional<std::string_view> FieldReader::until(char c) {
  const std::size_t end = text_.find(c, at_);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view part = text_.substr(at_, end - at_);
  at_ = end + 1;
  return part;
}

std::string_view FieldReader::token() {
  const std::size_t begin = at_;
  at_ = end_of(text_, at_, is_token_character);
  return text_.substr(begin, at_ - begin);
}

std::string_view FieldReader::token68() {
  const std::size_t begin = at_;
  at_ = end_of(text_, at_, is_token68_character);
  if (at_ != begin) at_ = end_of(text_, at_, [](char c) { return c == '='; });
  return text_.substr(begin, at_ - begin);
}

std::optional<std::string> FieldReader::quoted() {
  std::string value;
  while (!at_end()) {
    char c = text_[at_++];
    if (c == '"') return value;
    if (c == '\\') {
      if (at_end()) return std::nullopt;
      c = text_[at_++];
    }
    value += c;
  }
  return std::nullopt;
}

std::optional<std::string> FieldReader::value() {
  if (take('"')) return quoted();
  const std::string_view word = token();
  if (word.empty()) return std::nullopt;
  return std::string(word);
}

}  // namespace prodparity::registry
