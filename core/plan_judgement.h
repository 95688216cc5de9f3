#pragma once

#include "core/announce.h"
#include "core/drift/finding.h"
#include "core/journal.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// What a plan (core/plan.h) would make differ from production, and what becomes of it. Pure.
namespace prodparity {

enum class PlanDecision {
  go_on,  // it makes nothing differ that matters
  warn,   // it does; the package manager goes on
  stop,   // it does, a rule that blocks is met, and `enforce` is "block"
};
std::string_view to_string(PlanDecision value);

struct PlanRules {
  bool enforce = false;              // the guard's configuration says "block"
  bool agents_may_override = false;  // the policy says so
};

// Who let a plan through, or tried to.
struct Override {
  std::string reason;  // of prodparity::Allow; empty: nobody did
  bool by_agent = false;
};

struct PlanJudgement {
  PlanDecision decision = PlanDecision::go_on;
  std::vector<const Finding*> appears;  // live and not told before; blocking ones first, then
                                        // groups' heads; views into the Verdict
  std::vector<std::string> ends;        // ids told before that would be gone
  bool let_through = false;             // it would have been stopped, and somebody may say why not
  bool refused = false;                 // an agent said why not, and may not
  const Gap* gap = nullptr;             // why the plan could not be judged wholly
};

// `open`: what was told and is so now; `after`: the Verdict on the planned Inventory.
PlanJudgement judge_plan(const std::map<std::string, OpenFinding, std::less<>>& open,
                         const Verdict& after, std::string_view ecosystem, const PlanRules& rules,
                         const Override& override);

}  // namespace prodparity
