#include "core/plan_judgement.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// Blocking ones first, then those that speak for a whole group.
int rank_of(const Finding& finding) {
  if (finding.tier == Tier::block) return 0;
  return finding.drift.name == finding.group.head ? 1 : 2;
}

}  // namespace

std::string_view to_string(PlanDecision value) {
  switch (value) {
    case PlanDecision::go_on:
      return "go_on";
    case PlanDecision::warn:
      return "warn";
    case PlanDecision::stop:
      return "stop";
  }
  return "go_on";
}

PlanJudgement judge_plan(const std::map<std::string, OpenFinding, std::less<>>& open,
                         const Verdict& after, std::string_view ecosystem, const PlanRules& rules,
                         const Override& override) {
  PlanJudgement judgement;
  for (const Gap& gap : after.gaps) {
    if (!gap.accepted && (gap.ecosystem.empty() || gap.ecosystem == ecosystem))
      judgement.gap = &gap;
  }
  Announcement news = announce(open, after);
  judgement.appears = std::move(news.appeared);
  judgement.ends = std::move(news.resolved);
  std::ranges::stable_sort(judgement.appears, [](const Finding* left, const Finding* right) {
    return rank_of(*left) < rank_of(*right);
  });
  if (judgement.appears.empty()) return judgement;
  judgement.decision = PlanDecision::warn;
  if (!rules.enforce || judgement.appears.front()->tier != Tier::block) return judgement;
  judgement.refused = !override.reason.empty() && override.by_agent && !rules.agents_may_override;
  judgement.let_through = !override.reason.empty() && !judgement.refused;
  if (!judgement.let_through) judgement.decision = PlanDecision::stop;
  return judgement;
}

}  // namespace prodparity
