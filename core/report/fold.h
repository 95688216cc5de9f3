#pragma once

#include "core/drift/finding.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace prodparity {

// One line of a report: the findings of one group that say the same (one kind, one reference, and
// for `version` the same two versions). Points into the findings it was folded from.
struct Row {
  const Finding* head = nullptr;       // what was asked for; where that is no member, the strictest
  const Finding* strictest = nullptr;  // whose rule and reason decided
  std::vector<const Finding*> members;
  std::vector<std::string> names;  // of the members, head first, ":arch" where it would be unclear
  Tier tier = Tier::info;          // the strictest shown tier
  bool ships = false;  // this branch ships what would block or warn: it does not count any more
};

// Strictest first, what ships behind what warns, otherwise in the order of `findings`. `unfolded`:
// a row for each finding. Rows point into `findings`, which must outlive them.
std::vector<Row> fold(std::span<const Finding> findings, bool unfolded = false);
std::vector<Row> fold(std::vector<Finding>&& findings, bool unfolded = false) = delete;

// What ends all of a row: for one package with what came along, the head's; else the members'
// remedies, commands that differ in their last word only joined into one.
std::vector<Remedy> remedies_of(const Row& row);

// "libssl3, openssl and 3 more"; untrusted as it is.
std::string names_of(const Row& row, std::size_t at_most);

struct Tally {
  std::size_t block = 0, warn = 0, ships = 0, info = 0, ignored = 0;
};
Tally tally(std::span<const Row> rows);

}  // namespace prodparity
