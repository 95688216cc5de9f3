#pragma once

#include "core/component.h"
#include "core/ecosystem.h"
#include "core/version/change.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// How the instances of one name are matched; the same for a whole comparison.
struct MatchRules {
  const Ecosystem* ecosystem = nullptr;  // null: no reader of ours, versions are only equal or not
  bool across_architectures = false;     // the native architecture is no part of the key
  std::string_view dev_arch;
  std::string_view prod_arch;
  bool multi_arch_collapsed = false;
  bool epoch_lost = false;
};

// How often a generator's fault decided, and the first name it decided for.
struct FaultUse {
  std::size_t count = 0;
  std::string example;

  void add(std::string_view name) {
    if (++count == 1) example = name;
  }
};

struct VersionPair {
  const Component* dev = nullptr;
  const Component* prod = nullptr;
  Change change;
};

// What is left of one name once everything equal has gone.
struct MatchResult {
  std::vector<VersionPair> versions;
  std::vector<const Component*> dev_only;
  std::vector<const Component*> prod_only;
  FaultUse multi_arch_collapsed;
  FaultUse epoch_lost;
};

// Matches the instances of one name: an instance whose version production has anywhere under its
// key is no drift; otherwise it is paired with production's of the same place, else with its
// highest version. `echoes` count for equality only: production's entries that repeat another
// package. Time is n log n, whatever names an SBOM repeats.
MatchResult match_instances(const MatchRules& rules, std::span<const Component* const> dev,
                            std::span<const Component* const> prod,
                            std::span<const Component* const> echoes);

// "3:1.2-1" -> "1.2-1".
std::string_view without_epoch(std::string_view version);

}  // namespace prodparity
