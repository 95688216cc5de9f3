#include "core/inventory.h"

#include "core/limits.h"
#include "core/sort_large.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>

namespace prodparity {
namespace {

// os-release(5): the value is a shell word: bare, or in single or double quotes with backslashes.
std::string unquote(std::string_view value) {
  value = trim(value);
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  const char quote = quoted ? value.front() : '\0';
  if (quoted) value = value.substr(1, value.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && quote != '\'' && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return text;
}

// Evidence breaks ties, so that equal input in any order gives equal bytes.
bool comes_before(const Component& left, const Component& right) {
  if (const auto order = canonical_key(left) <=> canonical_key(right); order != 0) return order < 0;
  return std::tie(left.evidence.path, left.evidence.line) <
         std::tie(right.evidence.path, right.evidence.line);
}

}  // namespace

std::string qualified_name(const Component& component) {
  return component.ecosystem + ':' + component.name;
}

Platform parse_os_release(std::string_view bytes) {
  Platform platform;
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals > 64) return;
    const std::string_view key = trim(line.substr(0, equals));
    const std::string_view value = line.substr(equals + 1, limits::name_bytes);
    if (key == "ID") platform.id = ascii_lower(unquote(value));
    if (key == "VERSION_ID") platform.version_id = unquote(value);
    if (key == "VERSION_CODENAME") platform.codename = unquote(value);
    if (key == "PRETTY_NAME") platform.pretty_name = unquote(value);
  });
  return platform;
}

void sort_canonical(Inventory& inventory) {
  std::ranges::sort(inventory.ecosystems);
  sort_large(inventory.components, comes_before);
  std::ranges::sort(inventory.facts, {},
                    [](const Fact& fact) { return std::tie(fact.kind, fact.name, fact.value); });
  std::ranges::sort(inventory.unread, {}, [](const Unread& unread) {
    return std::tie(unread.ecosystem, unread.error.path, unread.error.message);
  });
  std::ranges::sort(inventory.in_transition, {}, [](const InTransition& item) {
    return std::tie(item.ecosystem, item.name, item.arch, item.state);
  });
}

}  // namespace prodparity
