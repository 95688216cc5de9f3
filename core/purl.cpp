#include "core/purl.h"

#include "core/percent.h"
#include "core/result.h"
#include "core/text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// purl-spec: letters, digits, '.', '-', '_', '~' and ':' stand for themselves.
void append_encoded(std::string& out, std::string_view text, bool keep_slash) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view(".-_~:").find(c) != std::string_view::npos ||
        (c == '/' && keep_slash)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
}

// Segments without the empty ones, decoded, joined by '/'. A subpath has no "." and ".." either.
// Decoded first: purl-spec lets no segment hold a '/' or be "..", however it was encoded.
std::string decoded_path(std::string_view encoded, bool is_subpath) {
  const std::string text = percent_decoded(encoded);
  std::string path;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    const std::string_view segment = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (segment.empty() || (is_subpath && (segment == "." || segment == ".."))) continue;
    if (!path.empty()) path += '/';
    path += segment;
  }
  return path;
}

bool is_type(std::string_view type) {
  return !type.empty() && !(type.front() >= '0' && type.front() <= '9') &&
         std::ranges::all_of(
             type, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '+'; });
}

// purl-spec: letters, digits, '.', '-' and '_', not a digit first.
bool is_qualifier_key(std::string_view key) {
  return !key.empty() && !(key.front() >= '0' && key.front() <= '9') &&
         std::ranges::all_of(
             key, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; });
}

// The '@' that begins the version. A scope that was not encoded ("@angular/core") has one too, as
// the first character of a segment.
std::size_t version_mark(std::string_view path) {
  const std::size_t at = path.rfind('@');
  if (at == std::string_view::npos || at == 0 || path[at - 1] == '/') return std::string_view::npos;
  return at;
}

void read_qualifiers(std::string_view text, Purl& purl) {
  for (const std::string_view part : split(text, '&')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals + 1 == part.size()) continue;
    if (!is_qualifier_key(part.substr(0, equals))) continue;  // '#' and '?' would be read as marks
    purl.qualifiers.emplace_back(ascii_lower(part.substr(0, equals)),
                                 percent_decoded(part.substr(equals + 1)));
  }
  std::ranges::stable_sort(purl.qualifiers, {}, &std::pair<std::string, std::string>::first);
  // std::unique: clang 14 cannot read libstdc++'s subrange, which std::ranges::unique returns.
  const auto same_key = [](const auto& left, const auto& right) {
    return left.first == right.first;
  };
  purl.qualifiers.erase(std::unique(purl.qualifiers.begin(), purl.qualifiers.end(), same_key),
                        purl.qualifiers.end());
}

}  // namespace

std::string_view Purl::qualifier(std::string_view key) const {
  for (const auto& [candidate, value] : qualifiers) {
    if (candidate == key) return value;
  }
  return {};
}

Result<Purl> parse_purl(std::string_view text) {
  const auto malformed = [&](std::string_view why) {
    return Error{.code = ErrorCode::malformed,
                 .message = "'" + std::string(text.substr(0, 256)) +
                            "' is not a package URL: " + std::string(why),
                 .path = {}};
  };
  std::string_view rest = text;
  if (rest.size() < 4 || ascii_lower(rest.substr(0, 4)) != "pkg:")
    return malformed("it does not begin with 'pkg:'");
  rest.remove_prefix(4);
  Purl purl;
  if (const std::size_t hash = rest.rfind('#'); hash != std::string_view::npos) {
    purl.subpath = decoded_path(rest.substr(hash + 1), true);
    rest = rest.substr(0, hash);
  }
  // The first '?': a value may hold an address that was not encoded.
  if (const std::size_t question = rest.find('?'); question != std::string_view::npos) {
    read_qualifiers(rest.substr(question + 1), purl);
    rest = rest.substr(0, question);
  }
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  const std::size_t type_end = rest.find('/');
  if (type_end == std::string_view::npos || !is_type(rest.substr(0, type_end)))
    return malformed("it has no type");
  purl.type = ascii_lower(rest.substr(0, type_end));
  rest.remove_prefix(type_end + 1);
  if (const std::size_t at = version_mark(rest); at != std::string_view::npos) {
    purl.version = percent_decoded(rest.substr(at + 1));
    rest = rest.substr(0, at);
  }
  while (!rest.empty() && rest.back() == '/')
    rest.remove_suffix(1);
  const std::size_t name_begin = rest.rfind('/') + 1;  // npos + 1 is 0
  purl.name = percent_decoded(rest.substr(name_begin));
  purl.name_space = decoded_path(rest.substr(0, name_begin), false);
  if (purl.name.empty()) return malformed("it has no name");
  return purl;
}

std::string to_string(const Purl& purl) {
  std::string text = "pkg:" + purl.type + '/';
  if (!purl.name_space.empty()) {
    append_encoded(text, purl.name_space, true);
    text += '/';
  }
  append_encoded(text, purl.name, false);
  if (!purl.version.empty()) {
    text += '@';
    append_encoded(text, purl.version, false);
  }
  char separator = '?';
  for (const auto& [key, value] : purl.qualifiers) {
    text += separator + key + '=';
    append_encoded(text, value, false);
    separator = '&';
  }
  if (!purl.subpath.empty()) {
    text += '#';
    append_encoded(text, purl.subpath, true);
  }
  return text;
}

}  // namespace prodparity
