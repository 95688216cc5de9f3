#pragma once

#include "core/drift/policy.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace prodparity {

// Finds the few rules whose names can match at all, so that ten thousand of them cost a name no
// more than those that fit it: by whole name, by first character, and those for any name.
class RuleIndex {
 public:
  // Rules are known by the order in which they are added, from 0.
  void add(const Match& match);

  // Calls `visit(rule)` in ascending order until it returns true.
  template <class Visit>
  bool visit_candidates(std::string_view name, Visit visit) const {
    std::array<std::span<const std::size_t>, 3> lists = lists_for(name);
    for (;;) {
      std::span<const std::size_t>* lowest = nullptr;
      for (auto& list : lists) {
        if (!list.empty() && (lowest == nullptr || list.front() < lowest->front())) lowest = &list;
      }
      if (lowest == nullptr) return false;
      const std::size_t rule = lowest->front();
      *lowest = lowest->subspan(1);
      if (visit(rule)) return true;
    }
  }

 private:
  using List = std::vector<std::size_t>;

  std::array<std::span<const std::size_t>, 3> lists_for(std::string_view name) const;

  std::unordered_map<std::string, List> by_name_;
  std::array<List, 256> by_first_;
  List any_;
  std::size_t count_ = 0;
};

}  // namespace prodparity
