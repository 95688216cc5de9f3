#include "core/inventory.h"

#include "core/limits.h"
#include "core/sort_large.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

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

// Of a component, what decides nearly every comparison: the rank of its ecosystem and the start of
// its name, as numbers. A hundred thousand components are more than a cache holds; these are not.
struct SortKey {
  std::size_t ecosystem = 0;
  std::array<std::uint64_t, 2> name{};
  std::size_t index = 0;
};

// The first 16 bytes, so that numbers compare as the bytes do; a shorter name comes first.
std::array<std::uint64_t, 2> name_prefix(std::string_view name) {
  std::array<std::uint64_t, 2> prefix{};
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint64_t byte = i < name.size() ? static_cast<unsigned char>(name[i]) : 0U;
    prefix[i / 8] = prefix[i / 8] << 8U | byte;
  }
  return prefix;
}

std::vector<std::string_view> distinct_ecosystems(std::span<const Component> components) {
  std::vector<std::string_view> ecosystems;
  for (const Component& component : components) {
    if (ecosystems.empty() || ecosystems.back() != component.ecosystem)
      ecosystems.push_back(component.ecosystem);
  }
  std::ranges::sort(ecosystems);
  ecosystems.erase(std::unique(ecosystems.begin(), ecosystems.end()), ecosystems.end());
  return ecosystems;
}

std::vector<SortKey> sort_keys(std::span<const Component> components) {
  const std::vector<std::string_view> ecosystems = distinct_ecosystems(components);
  std::vector<SortKey> keys;
  keys.reserve(components.size());
  for (const Component& component : components) {
    const auto rank = std::ranges::lower_bound(ecosystems, component.ecosystem);
    keys.push_back({.ecosystem = static_cast<std::size_t>(rank - ecosystems.begin()),
                    .name = name_prefix(component.name),
                    .index = keys.size()});
  }
  return keys;
}

}  // namespace

std::vector<std::size_t> canonical_order(std::span<const Component> components) {
  std::vector<SortKey> keys = sort_keys(components);
  std::ranges::sort(keys, [&](const SortKey& left, const SortKey& right) {
    if (left.ecosystem != right.ecosystem) return left.ecosystem < right.ecosystem;
    if (left.name != right.name) return left.name < right.name;
    const Component& one = components[left.index];
    const Component& other = components[right.index];
    if (comes_before(one, other)) return true;
    return !comes_before(other, one) && left.index < right.index;
  });
  std::vector<std::size_t> order;
  order.reserve(keys.size());
  for (const SortKey& key : keys)
    order.push_back(key.index);
  return order;
}

std::string qualified_name(const Component& component) {
  return component.ecosystem + ':' + component.name;
}

Platform parse_os_release(std::string_view bytes) {
  Platform platform;
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    const std::size_t equals = line.find('=');
    if (equals > 64) return;  // or there is none
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
  if (!std::ranges::is_sorted(inventory.components, comes_before))
    rearrange(inventory.components, canonical_order(inventory.components));
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
