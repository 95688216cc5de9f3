#include "core/drift/finding.h"

#include "tests/support/catch.h"

#include <vector>

using namespace prodparity;

namespace {

Verdict verdict_of(std::vector<Tier> tiers, bool gap, bool accepted = false) {
  Verdict verdict;
  for (const Tier tier : tiers)
    verdict.findings.push_back({.tier = tier});
  if (gap) verdict.gaps.push_back({.kind = GapKind::not_covered, .accepted = accepted});
  return verdict;
}

}  // namespace

TEST_CASE("exit code: 0 clean, 1 block, 3 warn, 4 could not check; 1 outranks 4 outranks 3") {
  CHECK(exit_code_of(verdict_of({}, false), FailOn::warn) == 0);
  CHECK(exit_code_of(verdict_of({Tier::info, Tier::ignore}, false), FailOn::warn) == 0);
  CHECK(exit_code_of(verdict_of({Tier::warn}, false), FailOn::warn) == 3);
  CHECK(exit_code_of(verdict_of({Tier::warn, Tier::block}, false), FailOn::warn) == 1);
  CHECK(exit_code_of(verdict_of({Tier::warn}, true), FailOn::warn) == 4);
  CHECK(exit_code_of(verdict_of({Tier::block}, true), FailOn::warn) == 1);
  CHECK(exit_code_of(verdict_of({}, true, true), FailOn::warn) == 0);
}

TEST_CASE("exit code: --fail-on block turns warn into 0, never turns block and warn into 0") {
  CHECK(exit_code_of(verdict_of({Tier::warn}, false), FailOn::block) == 0);
  CHECK(exit_code_of(verdict_of({Tier::block}, false), FailOn::block) == 1);
  CHECK(exit_code_of(verdict_of({Tier::block, Tier::warn}, false), FailOn::never) == 0);
  CHECK(exit_code_of(verdict_of({Tier::warn}, true), FailOn::block) == 4);
  CHECK(exit_code_of(verdict_of({Tier::block}, true), FailOn::never) == 4);
}

TEST_CASE("outcome: block, then could not check, then warn") {
  CHECK(outcome_of(verdict_of({Tier::block}, true)) == Outcome::block);
  CHECK(outcome_of(verdict_of({Tier::warn}, true)) == Outcome::could_not_check);
  CHECK(outcome_of(verdict_of({Tier::warn}, true, true)) == Outcome::warn);
  CHECK(outcome_of(verdict_of({Tier::info}, false)) == Outcome::clean);
}
