#include "core/ecosystems/deb_relations.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.' || c == '_';
}

}  // namespace

std::string_view detail::take_relation_name(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(",|"), rest.size());
  std::string_view relation = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  const std::size_t begin = relation.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  relation.remove_prefix(begin);
  const auto* const name_end = std::ranges::find_if_not(relation, is_name_character);
  return relation.substr(0, static_cast<std::size_t>(name_end - relation.begin()));
}

std::vector<std::string_view> relation_names(std::string_view relations) {
  std::vector<std::string_view> names;
  for_each_relation(relations, [&](std::string_view name) { names.push_back(name); });
  return names;
}

}  // namespace prodparity
