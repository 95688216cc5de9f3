#include "core/drift/rule_index.h"

#include "core/drift/name_glob.h"

#include <algorithm>

namespace prodparity {
namespace {

void append_once(std::vector<std::size_t>& list, std::size_t rule) {
  if (list.empty() || list.back() != rule) list.push_back(rule);
}

bool for_any_first(const Match& match) {
  return match.names.empty() || std::ranges::any_of(match.names, [](const std::string& glob) {
           return name_glob_prefix(glob).empty();
         });
}

}  // namespace

void RuleIndex::add(const Match& match) {
  const std::size_t rule = count_++;
  if (for_any_first(match)) {
    any_.push_back(rule);
    return;
  }
  for (const std::string& glob : match.names) {
    if (name_glob_prefix(glob).size() == glob.size())
      append_once(by_name_[glob], rule);
    else
      append_once(by_first_[static_cast<unsigned char>(glob[0])], rule);
  }
}

std::array<std::span<const std::size_t>, 3> RuleIndex::lists_for(std::string_view name) const {
  std::array<std::span<const std::size_t>, 3> lists;
  lists[0] = any_;
  if (name.empty()) return lists;
  lists[1] = by_first_[static_cast<unsigned char>(name[0])];
  const auto exact = by_name_.find(std::string(name));
  if (exact != by_name_.end()) lists[2] = exact->second;
  return lists;
}

}  // namespace prodparity
