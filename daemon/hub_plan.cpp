// Plans: what a package manager is about to make differ, and what it then did. Only what becomes of
// one that a rule blocks is journaled.
#include "core/drift/remedy.h"
#include "core/limits.h"
#include "core/plan.h"
#include "daemon/entries.h"
#include "daemon/hub.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Told one by one; what a plan brings beyond is counted.
constexpr std::size_t shown_findings = 200;
constexpr std::size_t journaled_names = 20;
constexpr std::chrono::seconds applied_within{2};

std::vector<std::string> blocking_names(const PlanJudgement& judgement) {
  std::vector<std::string> names;
  for (const Finding* const finding : judgement.appears) {
    if (finding->tier == Tier::block && names.size() < journaled_names)
      names.push_back(finding->drift.name);
  }
  return names;
}

}  // namespace

std::string Hub::plan(const Request& request, Inventory now, const PlanAsker& asker) {
  PlanAnswer answer{.enforce = asker.rules.enforce};
  const std::string foreign = misfit(now, request.planned);
  if (!history_.session_start) {
    answer.not_compared = "nothing was read yet";
  } else if (!foreign.empty()) {  // made for another root, or for what was here before
    answer.not_compared = "the plan is not for what is installed here (" + foreign + ")";
  }
  // What set-up commands bring is not told either.
  const bool told = !settings_.in_setup || request.simulated;
  if (!told || !answer.not_compared.empty()) return plan_answer(standing(), answer);
  History then = history_;
  then.asked = outside_.asked();
  then.asked.insert(then.asked.end(), request.planned.asked.begin(), request.planned.asked.end());
  Verdict after = outside_.evaluate(planned_inventory(std::move(now), request.planned), then);
  if (asker.reader == Reader::root) take_sudo_away(after.findings);
  const auto& open = journal_.recovered().open;
  const PlanJudgement judgement =
      judge_plan(open, after, request.planned.ecosystem, asker.rules,
                 {.reason = request.allow, .by_agent = !request.caller.agent.empty()});
  if ((judgement.decision == PlanDecision::stop || judgement.let_through) && !request.simulated &&
      asker.may_act)
    record(JournalKind::plan, plan_data(judgement.let_through ? "let_through" : "stopped",
                                        request.allow, request.caller, blocking_names(judgement)));
  answer.decision = judgement.decision;
  answer.let_through = judgement.let_through;
  answer.refused = judgement.refused;
  // Where nobody named a reference, each run of apt need not say so.
  const bool is_known = judgement.gap != nullptr && judgement.gap->kind == GapKind::no_reference &&
                        !asker.rules.enforce;
  if (judgement.gap != nullptr && (!is_known || request.simulated))
    answer.not_compared = judgement.gap->sentence;
  answer.count = judgement.appears.size();
  for (const Finding* const finding : judgement.appears) {
    if (answer.appears.size() == shown_findings) break;
    answer.appears.push_back(finding_data(*finding));
  }
  for (const std::string& id : judgement.ends)
    answer.ends.push_back(resolved_data(id, open.at(id)));
  return plan_answer(standing(), answer);
}

std::uint64_t Hub::before_applied() {
  const std::optional<LastNews> last = std::exchange(last_told_, std::nullopt);
  const bool recent = last && std::chrono::steady_clock::now() - last->at < applied_within;
  return recent ? last->before : journal_.sequence();
}

std::variant<std::string, RpcError> Hub::news_since(std::uint64_t before, Reader reader) const {
  const Result<TimelinePart> part =
      journal_.read_since(before, limits::applied_entries, JournalStore::Pick::news);
  if (!part) return RpcError{.code = rpc_code::internal_error, .message = to_string(part.error())};
  return timeline_answer(standing(), *part, reader);
}

std::string Hub::seen(const AgentSession& caller, const std::vector<std::uint64_t>& entries) {
  const std::string key = cursor_key(caller);
  // What ran beside its tool calls may have written where the agent never looks.
  if (caller.session.empty() || in_background_.contains(key)) return write_answer(standing(), {});
  if (seen_.size() >= limits::agent_sessions && !seen_.contains(key)) seen_.clear();
  std::set<std::uint64_t>& seen = seen_[key];
  for (const std::uint64_t entry : entries) {
    if (seen.size() < limits::applied_entries) seen.insert(entry);
  }
  return write_answer(standing(), {});
}

// What it read where apt told it is not told again.
void Hub::drop_seen(const std::string& reader, std::uint64_t reached,
                    std::vector<JournalEntry>& entries) {
  const auto known = seen_.find(reader);
  if (known == seen_.end()) return;
  std::set<std::uint64_t>& seen = known->second;
  std::erase_if(entries, [&](const JournalEntry& entry) { return seen.contains(entry.sequence); });
  seen.erase(seen.begin(), seen.upper_bound(reached));
  if (seen.empty()) seen_.erase(known);
}

}  // namespace prodparity
