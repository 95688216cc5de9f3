#include "core/ecosystems/deb_relations.h"

#include "core/text.h"
#include "core/version/deb.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.' || c == '_';
}

bool is_operator(std::string_view text) {
  constexpr std::array<std::string_view, 5> operators = {"<<", "<=", "=", ">=", ">>"};
  return std::ranges::count(operators, text) != 0;
}

// ">= 3.0" into its parts; "<" and ">" are Debian's old words for "<=" and ">=".
bool read_condition(std::string_view text, DebRelation& relation) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_not_of("<=>"), text.size());
  relation.op = text.substr(0, end);
  relation.version = trim(text.substr(end));
  if (relation.op == "<") relation.op = "<=";
  if (relation.op == ">") relation.op = ">=";
  return is_operator(relation.op) && !relation.version.empty() &&
         relation.version.find_first_of(" \t()") == std::string_view::npos;
}

}  // namespace

std::string_view detail::take_relation_name(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(",|;"), rest.size());
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

std::optional<DebRelation> parse_deb_relation(std::string_view text) {
  text = trim(text);
  DebRelation relation;
  const auto take_name = [&] {
    const auto end = std::ranges::find_if_not(text, is_name_character);
    const std::string_view name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(name.size());
    return name;
  };
  relation.name = take_name();
  if (relation.name.empty()) return std::nullopt;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    relation.arch = take_name();
    if (relation.arch.empty()) return std::nullopt;
  }
  text = trim(text);
  if (text.starts_with('(')) {
    const std::size_t end = text.find(')');
    if (end == std::string_view::npos || !read_condition(text.substr(1, end - 1), relation))
      return std::nullopt;
    text = trim(text.substr(end + 1));
  }
  if (!text.empty() && text.front() != '[' && text.front() != '<') return std::nullopt;
  return relation;
}

bool fits(const DebRelation& relation, std::string_view version) {
  if (relation.op.empty()) return true;
  const auto order = compare_deb_versions(version, relation.version);
  if (relation.op == "<<") return order < 0;
  if (relation.op == "<=") return order <= 0;
  if (relation.op == "=") return order == 0;
  return relation.op == ">=" ? order >= 0 : order > 0;
}

std::vector<std::vector<DebRelation>> deb_alternatives(std::string_view relations) {
  std::vector<std::vector<DebRelation>> all;
  while (!relations.empty()) {
    const std::size_t end = std::min(relations.find(','), relations.size());
    std::vector<DebRelation> alternatives;
    for (const std::string_view part : split(relations.substr(0, end), '|')) {
      if (const auto relation = parse_deb_relation(part)) alternatives.push_back(*relation);
    }
    if (!alternatives.empty()) all.push_back(std::move(alternatives));
    relations.remove_prefix(std::min(end + 1, relations.size()));
  }
  return all;
}

}  // namespace prodparity
