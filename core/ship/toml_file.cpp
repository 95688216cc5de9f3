#include "core/ship/toml_file.h"

#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

const toml::node* node_at(const toml::table& table, std::string_view path) {
  const toml::node* node = &table;
  for (const std::string_view key : split(path, '.')) {
    const toml::table* const inner = node->as_table();
    node = inner == nullptr ? nullptr : inner->get(key);
    if (node == nullptr) return nullptr;
  }
  return node;
}

// What is read are names and versions, which are ASCII; the rest of a file need only be TOML.
// toml++ 3.3 runs into what it calls unreachable on most other characters outside of strings
// (is_non_ascii_horizontal_whitespace), so that it gets none.
std::string in_ascii(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  std::string text(bytes);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return text;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view bytes, std::string_view path) {
  if (bytes.size() > limits::ship_file_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "a file of more than 4 MiB",
                 .path = std::string(path)};
  toml::parse_result parsed = toml::parse(in_ascii(bytes));
  if (parsed) return std::move(parsed).table();
  const toml::parse_error& error = parsed.error();
  return Error{.code = ErrorCode::malformed,
               .message = "not TOML: " + printable(error.description(), 200),
               .path = std::string(path),
               .line = error.source().begin.line};
}

std::string text_of(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

std::size_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

const toml::table* table_at(const toml::table& table, std::string_view path) {
  const toml::node* const node = node_at(table, path);
  return node == nullptr ? nullptr : node->as_table();
}

const toml::array* array_at(const toml::table& table, std::string_view path) {
  const toml::node* const node = node_at(table, path);
  return node == nullptr ? nullptr : node->as_array();
}

}  // namespace prodparity
