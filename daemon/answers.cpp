#include "daemon/answers.h"

#include "core/counts_json.h"
#include "core/devcontainer_files.h"
#include "core/drift/remedy.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/protocol.h"
#include "core/reference_proof.h"
#include "core/report/report.h"
#include "core/snapshot.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

std::string_view word_of(bool enforce) {
  return enforce ? "block" : "warn";
}

json parsed(const std::string& text) {
  Result<json> value = parse_json(text, {.limit_bytes = limits::response_bytes});
  return value ? *std::move(value) : json::object();
}

// A journal entry as notifications tell it: the finding, with when and under which number.
json told_json(const JournalEntry& entry) {
  json told = parsed(entry.data);
  told["sequence"] = entry.sequence;
  told["time"] = entry.time;
  return told;
}

std::string told_text(const std::vector<JournalEntry>& entries) {
  json told = json::array();
  for (const JournalEntry& entry : entries)
    told.push_back(told_json(entry));
  return dump_json(told);
}

json entry_json(const JournalEntry& entry, Reader reader) {
  json data = parsed(entry.data);
  const auto remedies = data.find("remedies");
  if (reader == Reader::root && remedies != data.end() && remedies->is_array()) {
    for (json& remedy : *remedies) {
      if (text_at(remedy, "target") == "shell")
        remedy["command"] = without_sudo(text_at(remedy, "command"));
    }
  }
  return {{"sequence", entry.sequence},
          {"time", entry.time},
          {"kind", to_string(entry.kind)},
          {"generation", entry.generation},
          {"data", std::move(data)}};
}

json references_json(const Verdict& verdict) {
  json references = json::array();
  for (const ReferenceSummary& reference : verdict.references) {
    references.push_back({{"name", reference.name},
                          {"source", reference.source},
                          {"format", reference.format},
                          {"digest", reference.digest},
                          {"verification", to_string(reference.verification)},
                          {"proof", proof_json(reference.proof)},
                          {"components", reference.components}});
  }
  return references;
}

// References that are not there, or not as they are now, with what to do.
json reference_problems_json(const Verdict& verdict) {
  json problems = json::array();
  for (const Gap& gap : verdict.gaps) {
    if (gap.kind != GapKind::no_reference || gap.reference.empty()) continue;
    problems.push_back({{"kind", "missing"},
                        {"name", gap.reference},
                        {"sentence", gap.sentence},
                        {"remedy", gap.remedy}});
  }
  for (const Note& note : verdict.notes) {
    if (note.code == "reference_kept")
      problems.push_back({{"kind", "kept"}, {"sentence", note.sentence}});
  }
  return problems;
}

// How often nobody watched, and the last time.
json guard_gaps_json(const GuardGaps& gaps) {
  return {{"count", gaps.count},
          {"last", gaps.last.empty() ? json() : parsed(write_guard_gap(gaps.last.back()))}};
}

// The files that the container is older than; null where there are none, or nothing is known.
json stale_json(const std::vector<std::string>& stale) {
  if (stale.empty()) return json();
  return {{"changed", stale}, {"sentence", stale_sentence(stale)}};
}

std::string news_line(std::string_view method, Standing standing,
                      const std::vector<JournalEntry>& entries, std::string_view before,
                      std::string_view after) {
  if (!entries.empty()) standing.sequence = entries.back().sequence;
  std::string members(before);
  members += R"("findings":)" + told_text(entries);
  members += after;
  return write_notification(method, write_answer(standing, members));
}

std::string_view method_of(JournalKind kind) {
  if (kind == JournalKind::finding_announced) return "announced";
  if (kind == JournalKind::resolved) return "resolved";
  if (kind == JournalKind::shipping) return "shipping";
  return "";
}

}  // namespace

Verdict part_of(const Verdict& verdict, const std::function<bool(const Finding&)>& keep) {
  Verdict part{.references = verdict.references, .notes = verdict.notes, .counts = verdict.counts};
  std::copy_if(verdict.findings.begin(), verdict.findings.end(), std::back_inserter(part.findings),
               keep);
  return part;
}

bool cannot_know(const Instant& instant) {
  return instant.state == SettleState::interrupted || instant.state == SettleState::blind;
}

Outcome outcome_at(const Instant& instant, const Verdict& verdict) {
  const Outcome outcome = outcome_of(verdict);
  if (!cannot_know(instant) || outcome == Outcome::block) return outcome;
  return Outcome::could_not_check;
}

Gap gap_of(const Instant& instant) {
  if (instant.state == SettleState::interrupted)
    return {.kind = GapKind::in_transition, .sentence = instant.reason, .remedy = instant.repair};
  return {.kind = GapKind::blind, .sentence = instant.reason};
}

std::string write_answer(const Standing& standing, std::string_view members) {
  std::string text = instant_json(standing.instant);
  text.pop_back();  // its '}': the answer goes on
  text += R"(,"sequence":)" + std::to_string(standing.sequence);
  text += R"(,"outcome":")";
  text += to_string(standing.outcome);
  text += '"';
  if (!members.empty()) text += ',';
  text += members;
  return text + '}';
}

std::string status_answer(const Standing& standing, const DaemonFigures& figures,
                          const Verdict& verdict) {
  const std::string members =
      dump_json({{"schema", "prodparity.status/1"},
                 {"version", PRODPARITY_VERSION},
                 {"pid", figures.pid},
                 {"root", figures.root},
                 {"workspace", figures.workspace},
                 {"in_setup", figures.in_setup},
                 {"enforce", word_of(figures.enforce)},
                 {"wake_idle_agents", figures.wake_idle},
                 {"findings", verdict.findings.size()},
                 {"open", figures.open},
                 {"gaps", verdict.gaps.size()},
                 {"guard_gaps", guard_gaps_json(figures.guard_gaps)},
                 {"agents", parsed(write_hook_calls(figures.hook_calls, figures.told_at))},
                 {"counts", counts_json(verdict.counts)},
                 {"references", references_json(verdict)},
                 {"reference_problems", reference_problems_json(verdict)},
                 {"environment", figures.environment},
                 {"stale", stale_json(figures.stale)},
                 {"watches", figures.watching.watches},
                 {"unwatched", figures.watching.unwatched},
                 {"polling", figures.watching.polling}});
  return write_answer(standing, std::string_view(members).substr(1, members.size() - 2));
}

std::string timeline_answer(const Standing& standing, const TimelinePart& part, Reader reader) {
  json entries = json::array();
  for (const JournalEntry& entry : part.entries)
    entries.push_back(entry_json(entry, reader));
  return write_answer(standing, R"("entries":)" + dump_json(entries) + R"(,"more":)" +
                                    (part.more ? "true" : "false") + R"(,"first":)" +
                                    std::to_string(part.first));
}

std::string plan_answer(const Standing& standing, const PlanAnswer& answer) {
  std::string entries;
  const auto add = [&](std::string_view kind, const std::string& data) {
    entries += entries.empty() ? "" : ",";
    entries.append(R"({"kind":")").append(kind).append(R"(","data":)").append(data).append("}");
  };
  for (const std::string& data : answer.appears)
    add(to_string(JournalKind::finding_announced), data);
  for (const std::string& data : answer.ends)
    add(to_string(JournalKind::resolved), data);
  const std::string members = dump_json({{"decision", to_string(answer.decision)},
                                         {"enforce", word_of(answer.enforce)},
                                         {"let_through", answer.let_through},
                                         {"refused", answer.refused},
                                         {"not_compared", answer.not_compared},
                                         {"count", answer.count}});
  return write_answer(standing,
                      R"("entries":[)" + entries + "]," + members.substr(1, members.size() - 2));
}

std::string explain_answer(const Standing& standing, const Verdict& part) {
  std::map<std::string_view, std::size_t> members;
  for (const Finding& finding : part.findings)
    ++members[finding.group.id];
  // A mere member speaks for itself: its group's tier would stand beside a reason that is not its.
  Verdict shown = part;
  for (Finding& finding : shown.findings) {
    if (members[finding.group.id] < finding.group.size) finding.shown_tier = finding.tier;
  }
  return write_answer(standing,
                      R"("report":)" + dump_json(parsed(render_json(part, {}))) + R"(,"text":)" +
                          dump_json(json(render_terminal(shown, {.width = 100, .explain = true}))));
}

std::string report_answer(const Standing& standing, int exit_code, std::string_view text) {
  return write_answer(standing, R"("exit_code":)" + std::to_string(exit_code) + R"(,"text":)" +
                                    dump_json(json(text)));
}

std::string state_line(const Standing& standing) {
  return write_notification("state", write_answer(standing, {}));
}

std::string announced_line(Standing standing, const std::vector<JournalEntry>& entries,
                           std::string_view text) {
  return news_line("announced", std::move(standing), entries, "",
                   R"(,"text":)" + dump_json(json(text)));
}

std::string resolved_line(Standing standing, const std::vector<JournalEntry>& entries) {
  return news_line("resolved", std::move(standing), entries, "", "");
}

std::string shipping_line(Standing standing, const std::vector<JournalEntry>& entries) {
  return news_line("shipping", std::move(standing), entries, "", "");
}

std::vector<std::string> backlog_lines(Standing standing,
                                       const std::vector<JournalEntry>& entries) {
  std::vector<std::string> lines;
  std::vector<JournalEntry> together;
  const auto flush = [&] {
    if (!together.empty())
      lines.push_back(news_line(method_of(together.front().kind), standing, together,
                                R"("backlog":true,)", ""));
    together.clear();
  };
  for (const JournalEntry& entry : entries) {
    if (method_of(entry.kind).empty()) continue;
    if (!together.empty() && together.front().kind != entry.kind) flush();
    together.push_back(entry);
  }
  flush();
  return lines;
}

}  // namespace prodparity
