// What the hub answers: nothing here changes what is known, but for how far an agent was told.
#include "core/attribution/redact.h"
#include "core/devcontainer_files.h"
#include "core/drift/remedy.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/report/report.h"
#include "daemon/entries.h"
#include "daemon/hub.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t backlog_page = 500;

// What blocks, unless another agent's session surely did it: that one is told, and deals with it.
bool may_wake(const json& finding) {
  const bool of_another_agent = text_at(finding, "cause") == "other" &&
                                text_at(part_at(finding, "attribution"), "actor") == "agent";
  return text_at(finding, "tier") == "block" && !of_another_agent;
}

// Told, and neither gone nor shipped by this branch.
std::size_t open_count(const Recovered& recovered) {
  return static_cast<std::size_t>(std::ranges::count_if(
      recovered.open, [](const auto& finding) { return !finding.second.shipping; }));
}

}  // namespace

std::string Hub::status(const WatchFigures& figures) const {
  return status_answer(standing(),
                       {.root = settings_.root,
                        .pid = settings_.pid,
                        .workspace = settings_.workspace,
                        .in_setup = settings_.in_setup,
                        .enforce = settings_.enforce,
                        .wake_idle = settings_.wake_idle,
                        .open = open_count(journal_.recovered()),
                        .guard_gaps = journal_.recovered().guard_gaps,
                        .hook_calls = hook_calls_,
                        .told_at = journal_.recovered().told_at,
                        .environment = outside_.environment(),
                        .stale = settings_.stale,
                        .watching = figures},
                       verdict_);
}

std::variant<std::string, RpcError> Hub::findings(std::uint64_t since, std::size_t limit,
                                                  Reader reader) const {
  Result<TimelinePart> part = journal_.read_since(since, limit, JournalStore::Pick::all);
  if (!part) return RpcError{.code = rpc_code::internal_error, .message = to_string(part.error())};
  add_attributions(*part, nullptr);
  return timeline_answer(standing(), *part, reader);
}

// Findings alone. Who comes for the first time is told what is open.
Result<TimelinePart> Hub::untold(const std::string& reader, std::size_t limit) const {
  const auto known = told_.find(reader);
  const auto& open = journal_.recovered().open;
  std::uint64_t since = journal_.sequence();
  if (known != told_.end()) since = known->second;
  if (known == told_.end() && !open.empty()) {
    const auto first = std::ranges::min_element(
        open, [](const auto& a, const auto& b) { return a.second.sequence < b.second.sequence; });
    since = first->second.sequence - 1;
  }
  // Each tool call of each agent asks: where nothing is new the journal is not read.
  if (since >= last_news_)
    return TimelinePart{.entries = {}, .more = false, .first = journal_.first()};
  return journal_.read_since(since, limit, JournalStore::Pick::news);
}

std::string Hub::no_news(Reader reader) const {
  return timeline_answer(standing(), {}, reader);
}

std::string Hub::hook_answer(const std::string& agent, const TimelinePart& part, Reader reader) {
  note_call(hook_calls_, agent,
            {.time = outside_.now(),
             .entries = part.entries.size(),
             .state = std::string(to_string(instant_.state))});
  return timeline_answer(standing(), part, reader);
}

// The findings among these that this session did not see where a package manager printed them,
// each with whose doing it is.
std::vector<json> Hub::unseen_findings(const std::string& reader, TimelinePart part,
                                       const Asking& asking) const {
  const auto seen = seen_.find(reader);
  std::erase_if(part.entries, [&](const JournalEntry& entry) {
    return entry.kind != JournalKind::finding_announced ||
           (seen != seen_.end() && seen->second.contains(entry.sequence));
  });
  add_attributions(part, &asking);
  std::vector<json> findings;
  for (const JournalEntry& entry : part.entries) {
    Result<json> data = parse_json(entry.data, {.limit_bytes = 2 * limits::journal_line_bytes});
    if (data && data->is_object()) findings.push_back(*std::move(data));
  }
  return findings;
}

// Whether an agent goes on for this although its turn would end: what it did itself, and did not
// see.
bool Hub::goes_on_for(const std::string& reader, const TimelinePart& part,
                      const Asking& asking) const {
  return std::ranges::any_of(unseen_findings(reader, part, asking), [](const json& finding) {
    const std::string cause = text_at(finding, "cause");
    return cause == "this_session" || cause == "this_call";
  });
}

// Whether an idle session is woken for this, and takes down for what: once for each finding, also
// where that went and came again, or two that undo each other's doing would never rest.
bool Hub::wakes(const std::string& reader, const TimelinePart& part, const Asking& asking) {
  if (!settings_.wake_idle) return false;
  std::erase_if(woken_, [&](const auto& session) { return !told_.contains(session.first); });
  const auto known = woken_.find(reader);
  std::set<std::string> woken = known == woken_.end() ? std::set<std::string>() : known->second;
  const std::size_t before = woken.size();
  for (const json& finding : unseen_findings(reader, part, asking)) {
    const std::string id = text_at(finding, "id");
    const auto open = journal_.recovered().open.find(id);
    const bool still_open = open != journal_.recovered().open.end() && !open->second.shipping;
    if (still_open && may_wake(finding) && woken.size() < limits::woken_findings) woken.insert(id);
  }
  if (woken.size() == before) return false;
  woken_.insert_or_assign(reader, std::move(woken));
  return true;
}

std::variant<std::string, RpcError> Hub::news(const Request& request, Reader reader) {
  if (request.patient && instant_.state == SettleState::changing)
    return hook_answer(request.caller.agent, {}, reader);
  const std::string key = cursor_key(request.caller);
  if (request.tool.background && in_background_.size() < limits::agent_sessions)
    in_background_.insert(key);
  Result<TimelinePart> part = untold(key, request.limit);
  if (!part) return RpcError{.code = rpc_code::internal_error, .message = to_string(part.error())};
  const std::uint64_t reached = part->more ? part->entries.back().sequence : journal_.sequence();
  const bool first_time = !told_.contains(key);
  const auto& open = journal_.recovered().open;
  std::erase_if(part->entries, [&](const JournalEntry& entry) {
    if (entry.kind == JournalKind::resolved || entry.kind == JournalKind::shipping)
      return first_time;
    return first_time && std::none_of(open.begin(), open.end(), [&](const auto& finding) {
             return finding.second.sequence == entry.sequence && !finding.second.shipping;
           });
  });
  const Asking asking{.caller = request.caller,
                      .tool_call = request.tool.tool_call,
                      .command = redacted(request.tool.command, limits::tool_command_bytes)};
  const ToolEvent::Phase phase = request.tool.phase;
  // Who was never told anything has not begun: what is open is told as it does.
  if ((phase == ToolEvent::Phase::stop && !goes_on_for(key, *part, asking)) ||
      (phase == ToolEvent::Phase::wake && (first_time || !wakes(key, *part, asking))))
    return hook_answer(request.caller.agent, {}, reader);
  const bool is_told = !part->entries.empty();  // here, or where it read it before
  drop_seen(key, reached, part->entries);
  set_cursor(told_, key, reached);
  if (is_told) record(JournalKind::told, told_data(request.caller, reached));
  add_attributions(*part, &asking);
  return hook_answer(request.caller.agent, *part, reader);
}

std::vector<std::string> Hub::backlog(std::uint64_t since) const {
  std::vector<std::string> lines;
  for (bool more = true; more;) {
    const Result<TimelinePart> part =
        journal_.read_since(since, backlog_page, JournalStore::Pick::all);
    more = part && part->more && !part->entries.empty();
    if (!part || part->entries.empty()) break;
    since = part->entries.back().sequence;
    for (std::string& line : backlog_lines(standing(), part->entries))
      lines.push_back(std::move(line));
  }
  return lines;
}

std::variant<std::string, RpcError> Hub::explain(std::string_view name, Reader reader) const {
  const auto is_named = [&](const Finding& finding) {
    return finding.drift.name == name || finding.drift.ecosystem + ':' + finding.drift.name == name;
  };
  std::set<std::string_view> headed;  // groups that it heads: what it brought is told with it
  for (const Finding& finding : verdict_.findings) {
    if (is_named(finding) && finding.drift.name == finding.group.head)
      headed.insert(finding.group.id);
  }
  Verdict part = part_of(verdict_, [&](const Finding& finding) {
    return is_named(finding) || headed.contains(finding.group.id);
  });
  if (part.findings.empty())
    return RpcError{.code = rpc_code::not_found,
                    .message = "no difference of this name is known; see: prodparity report"};
  if (reader == Reader::root) take_sudo_away(part.findings);
  return explain_answer(standing(), part);
}

std::string Hub::report(const Request& request, Reader reader) const {
  Verdict verdict = verdict_;
  if (reader == Reader::root) take_sudo_away(verdict.findings);
  if (cannot_know(instant_)) verdict.gaps.push_back(gap_of(instant_));
  std::string guard = guard_gaps_sentence(journal_.recovered().guard_gaps);
  if (!guard.empty()) verdict.notes.push_back({.code = "guard_gaps", .sentence = std::move(guard)});
  std::string stale = stale_sentence(settings_.stale);
  if (!stale.empty()) verdict.notes.push_back({.code = "stale", .sentence = std::move(stale)});
  std::string text;
  switch (request.format) {
    case ReportFormat::terminal:
      text = render_terminal(
          verdict, {.colour = request.colour, .width = request.width, .all = request.all});
      break;
    case ReportFormat::markdown:
      text = request.key.empty() ? render_markdown(verdict, {})
                                 : render_markdown(verdict, {.key = request.key});
      break;
    case ReportFormat::json:
      text = render_json(verdict, request.now);
      break;
  }
  return report_answer(standing(), exit_code_of(verdict, FailOn::warn), text);
}

}  // namespace prodparity
