#include "core/plan_judgement.h"

#include "tests/support/catch.h"

#include <map>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using Open = std::map<std::string, OpenFinding, std::less<>>;

Finding finding(const std::string& name, Tier tier, const std::string& head = "") {
  Component here{.ecosystem = "deb", .name = name, .version = "2"};
  Finding made{.id = name, .tier = tier, .shown_tier = tier};
  made.drift = {.kind = DriftKind::dev_only,
                .reference = "production",
                .ecosystem = "deb",
                .name = name,
                .origin = Origin::session};
  made.drift.dev = here;
  made.group = {.id = head.empty() ? name : head, .head = head.empty() ? name : head};
  return made;
}

Verdict verdict_of(std::vector<Finding> findings) {
  Verdict verdict;
  verdict.findings = std::move(findings);
  return verdict;
}

Open told(const Finding& one) {
  return {{one.id,
           {.sequence = 1,
            .fingerprint = fingerprint_of(one),
            .reference = "production",
            .ecosystem = "deb",
            .name = one.id}}};
}

constexpr PlanRules enforced{.enforce = true};

}  // namespace

TEST_CASE("plan judgement: what was told before is not the plan's, what it ends is") {
  const Finding old = finding("old", Tier::block);
  const Verdict same = verdict_of({old});
  CHECK(judge_plan(told(old), same, "deb", enforced, {}).decision == PlanDecision::go_on);
  const PlanJudgement ended = judge_plan(told(old), verdict_of({}), "deb", enforced, {});
  CHECK(ended.decision == PlanDecision::go_on);
  CHECK(ended.ends == std::vector<std::string>{"old"});
}

TEST_CASE("plan judgement: what only warns, or what is not live, stops nothing") {
  CHECK(judge_plan({}, verdict_of({finding("a", Tier::warn)}), "deb", enforced, {}).decision ==
        PlanDecision::warn);
  CHECK(judge_plan({}, verdict_of({finding("a", Tier::info)}), "deb", enforced, {}).decision ==
        PlanDecision::go_on);
  Finding image = finding("a", Tier::block);
  image.drift.origin = Origin::baseline;
  CHECK(judge_plan({}, verdict_of({image}), "deb", enforced, {}).decision == PlanDecision::go_on);
}

TEST_CASE("plan judgement: a rule that blocks stops where that is enforced, and warns elsewhere") {
  const Verdict after = verdict_of({finding("a", Tier::warn), finding("b", Tier::block)});
  CHECK(judge_plan({}, after, "deb", enforced, {}).decision == PlanDecision::stop);
  CHECK(judge_plan({}, after, "deb", {}, {}).decision == PlanDecision::warn);
  CHECK(judge_plan({}, after, "deb", enforced, {}).appears.front()->id == "b");
}

TEST_CASE("plan judgement: a person may let it through, an agent where the policy says so") {
  const Verdict after = verdict_of({finding("b", Tier::block)});
  const PlanJudgement person = judge_plan({}, after, "deb", enforced, {.reason = "why"});
  CHECK(person.decision == PlanDecision::warn);
  CHECK(person.let_through);
  const PlanJudgement agent =
      judge_plan({}, after, "deb", enforced, {.reason = "why", .by_agent = true});
  CHECK(agent.decision == PlanDecision::stop);
  CHECK(agent.refused);
  const PlanJudgement permitted =
      judge_plan({}, after, "deb", {.enforce = true, .agents_may_override = true},
                 {.reason = "why", .by_agent = true});
  CHECK(permitted.decision == PlanDecision::warn);
  CHECK(permitted.let_through);
  // Where nothing would stop, nothing is let through.
  CHECK_FALSE(judge_plan({}, after, "deb", {}, {.reason = "why"}).let_through);
}

TEST_CASE("plan judgement: what could not be compared is named, for the plan's ecosystem") {
  Verdict after;
  after.gaps = {{.kind = GapKind::not_covered, .ecosystem = "pypi", .sentence = "python"}};
  CHECK(judge_plan({}, after, "deb", enforced, {}).gap == nullptr);
  CHECK(judge_plan({}, after, "pypi", enforced, {}).gap == after.gaps.data());
  after.gaps[0].accepted = true;
  CHECK(judge_plan({}, after, "pypi", enforced, {}).gap == nullptr);
}

TEST_CASE("plan judgement: who heads a group speaks before its members") {
  const Verdict after = verdict_of({finding("a", Tier::warn, "tool"), finding("tool", Tier::warn)});
  CHECK(judge_plan({}, after, "deb", {}, {}).appears.front()->id == "tool");
}

}  // namespace prodparity
