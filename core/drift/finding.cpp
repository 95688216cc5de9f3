#include "core/drift/finding.h"

#include <algorithm>

namespace prodparity {
namespace {

bool has_tier(const Verdict& verdict, Tier tier) {
  return std::ranges::any_of(verdict.findings, [&](const Finding& finding) {
    return finding.tier == tier && !finding.ships();
  });
}

bool has_open_gap(const Verdict& verdict) {
  return std::ranges::any_of(verdict.gaps, [](const Gap& gap) { return !gap.accepted; });
}

}  // namespace

Outcome outcome_of(const Verdict& verdict) {
  if (has_tier(verdict, Tier::block)) return Outcome::block;
  if (has_open_gap(verdict)) return Outcome::could_not_check;
  return has_tier(verdict, Tier::warn) ? Outcome::warn : Outcome::clean;
}

int exit_code_of(const Verdict& verdict, FailOn fail_on) {
  if (has_tier(verdict, Tier::block) && fail_on != FailOn::never) return 1;
  if (has_open_gap(verdict)) return 4;
  return has_tier(verdict, Tier::warn) && fail_on == FailOn::warn ? 3 : 0;
}

}  // namespace prodparity
