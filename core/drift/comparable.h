#pragma once

#include "core/drift/drift.h"
#include "core/inventory.h"
#include "core/reference.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

using NameSet = std::set<std::string, std::less<>>;

// What of a Reference may be compared with a dev container at all, judged before any package is
// looked at: a diff of what is not comparable would lie.
struct Comparable {
  NameSet ecosystems;       // compared, wholly or in part
  NameSet dev_incomplete;   // partly unread here: absence here says nothing
  NameSet prod_incomplete;  // partly unread in production: absence there says nothing
  NameSet in_transition;    // "ecosystem:name:arch": half-way on either side, no drift on it
  bool across_architectures = false;  // each side has one native architecture, and they differ
  std::string dev_arch;               // native ones, where known
  std::string prod_arch;
  std::vector<Gap> gaps;
  std::vector<Note> notes;
};

Comparable judge_comparable(const Inventory& dev, const Reference& reference);

// "deb", "apk", "rpm", "alpm": packages of the distribution, comparable within one release only.
bool is_os_ecosystem(std::string_view ecosystem);

// "1 package", "2 packages".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace prodparity
