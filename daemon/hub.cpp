#include "daemon/hub.h"

#include "core/digest.h"
#include "core/limits.h"
#include "core/report/report.h"
#include "core/snapshot.h"
#include "core/versions_json.h"
#include "daemon/entries.h"
#include "io/state_files.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view session_start_name = "session-start.json";
constexpr std::string_view setup_end_name = "setup-end.json";

}  // namespace

Hub::Hub(HubSettings settings, HubOutside outside, JournalStore journal)
    : settings_(std::move(settings)), outside_(std::move(outside)), journal_(std::move(journal)) {
  history_.baseline = std::move(settings_.baseline);
  instant_.generation = journal_.recovered().generation;
  if (!journal_.trouble().empty()) note_problem(journal_.trouble());
  const Recovered& recovered = journal_.recovered();
  if (!recovered.last_time.empty() && !settings_.handed_over)
    early_gaps_.push_back(not_running(recovered.last_time, outside_.now(), !recovered.in_session));
  told_ = recovered.told;
  hook_calls_.since = outside_.now();
  last_news_ = journal_.sequence();
  if (recovered.in_session) resume_session();
  // Until something was read, nothing is known.
  verdict_.gaps = {{.kind = GapKind::blind, .sentence = "nothing was read yet"}};
}

void Hub::note_problem(std::string text) {
  outside_.warn(text);
  problems_.push_back(std::move(text));
}

void Hub::resume_session() {
  history_.session_start = load_versions(journal_.recovered().session_start);
  if (!history_.session_start) return;  // begin_session() then begins a new one
  if (!journal_.recovered().setup_end.empty()) {
    history_.setup_end = load_versions(journal_.recovered().setup_end);
    settings_.in_setup = false;
  }
  hold_once(history_);
  end_gaps_of_before(journal_.recovered().last_time);
  journal_early_gaps();
}

// What lasted as the daemon before ended, ended with it.
void Hub::end_gaps_of_before(const std::string& ended) {
  std::vector<JournalEntry> entries;
  for (GuardGap gap : journal_.recovered().guard_gaps.last) {
    if (!gap.until.empty()) continue;
    gap.until = ended;
    entries.push_back(entry(JournalKind::gap, write_guard_gap(gap)));
  }
  journal(std::move(entries));
}

void Hub::journal_early_gaps() {
  std::vector<JournalEntry> entries;
  for (const GuardGap& gap : early_gaps_)
    entries.push_back(entry(JournalKind::gap, write_guard_gap(gap)));
  early_gaps_.clear();
  journal(std::move(entries));
}

Shared<VersionMap> Hub::load_versions(const std::string& data) {
  const std::optional<VersionsFile> file = read_versions_data(data);
  if (!file || (file->name != session_start_name && file->name != setup_end_name)) return {};
  const std::string path = settings_.state_folder + '/' + file->name;
  const Result<std::string> bytes = read_own_file(path, limits::package_database_bytes);
  if (!bytes) {
    note_problem(to_string(bytes.error()) + "; a new session begins");
    return {};
  }
  if (sha256_hex(*bytes) != file->sha256) {
    note_problem("'" + path + "' is not what the journal says it was; a new session begins");
    return {};
  }
  Result<VersionMap> versions = read_versions(*bytes, path);
  if (versions) return *std::move(versions);
  note_problem(to_string(versions.error()) + "; a new session begins");
  return {};
}

std::string Hub::save_versions(const VersionMap& versions, const std::string& name) {
  const std::string bytes = write_versions(versions);
  const std::optional<Error> error =
      replace_file(settings_.state_folder + '/' + name, bytes, 0644, Durable::yes);
  if (error) note_problem(to_string(*error));
  return versions_data({.name = name, .sha256 = sha256_hex(bytes), .components = versions.size()});
}

JournalEntry Hub::entry(JournalKind kind, std::string data) const {
  return {.kind = kind,
          .generation = instant_.generation,
          .time = outside_.now(),
          .data = std::move(data)};
}

void Hub::journal(std::vector<JournalEntry> entries) {
  journal_in_place(entries);
}

void Hub::journal_in_place(std::vector<JournalEntry>& entries) {
  const std::optional<Error> error = journal_.append(entries);
  const std::string problem =
      error ? "the journal cannot be written, what is told now is lost at a restart: " +
                  to_string(*error)
            : "";
  if (!problem.empty() && problem != journal_problem_) outside_.warn(problem);
  journal_problem_ = problem;
}

void Hub::begin_session(const Inventory& inventory) {
  history_.session_start = versions_of(inventory);
  std::vector<JournalEntry> entries;
  entries.push_back(entry(JournalKind::session_start,
                          save_versions(*history_.session_start, std::string(session_start_name))));
  history_.setup_end = {};
  if (!settings_.in_setup) {
    history_.setup_end = history_.session_start;
    entries.push_back(entry(JournalKind::setup_end, entries.front().data));
  }
  hold_once(history_);
  journal(std::move(entries));
  journal_early_gaps();
}

void Hub::end_setup() {
  setup_ends_ = true;
}

// What is installed now is what set-up left.
void Hub::note_setup_end(const Inventory& inventory) {
  setup_ends_ = false;
  settings_.in_setup = false;
  history_.setup_end = versions_of(inventory);
  journal({entry(JournalKind::setup_end,
                 save_versions(*history_.setup_end, std::string(setup_end_name)))});
  hold_once(history_);
}

void Hub::record(JournalKind kind, std::string data) {
  journal({entry(kind, std::move(data))});
  if (is_news(kind)) last_news_ = journal_.sequence();
}

void Hub::set_configuration_problem(const std::string& text) {
  if (text == configuration_problem_) return;
  if (!text.empty()) outside_.warn(text);
  configuration_problem_ = text;
  publish();
}

void Hub::note_guard_gap(std::string_view kind, std::string sentence, bool lasts) {
  const std::string now = outside_.now();
  GuardGap gap{.kind = std::string(kind),
               .since = now,
               .until = lasts ? "" : now,
               .sentence = std::move(sentence)};
  if (history_.session_start)
    record(JournalKind::gap, write_guard_gap(gap));
  else
    early_gaps_.push_back(std::move(gap));
}

void Hub::end_guard_gap(std::string_view kind) {
  for (GuardGap& gap : early_gaps_) {
    if (gap.kind == kind && gap.until.empty()) gap.until = outside_.now();
  }
  for (GuardGap gap : journal_.recovered().guard_gaps.last) {
    if (gap.kind != kind || !gap.until.empty()) continue;
    gap.until = outside_.now();
    record(JournalKind::gap, write_guard_gap(gap));
    return;
  }
}

void Hub::judge(const Inventory& inventory) {
  history_.asked = outside_.asked();
  verdict_ = {};  // first: the new one goes where the old one was, and memory does not grow by it
  verdict_ = outside_.evaluate(inventory, history_);
  if (outside_.production && !production_) production_ = outside_.production();
  journal(attribute_changes(inventory));
  attach_attributions();
  std::vector<JournalEntry> entries;
  std::string change = change_data(verdict_);
  if (change != last_change_) entries.push_back(entry(JournalKind::change, change));
  last_change_ = std::move(change);

  Announcement news = announce(journal_.recovered().open, verdict_);
  if (settings_.in_setup) news.appeared.clear();
  for (const Finding* const finding : news.appeared)
    entries.push_back(entry(JournalKind::finding_announced, finding_data(*finding)));
  for (const std::string& id : news.resolved) {
    const auto told = journal_.recovered().open.find(id);
    entries.push_back(entry(JournalKind::resolved, resolved_data(id, told->second)));
  }
  for (const Finding* const finding : news.shipping)
    entries.push_back(entry(JournalKind::shipping, shipping_data(*finding)));
  const std::uint64_t before = journal_.sequence();
  journal_in_place(entries);
  if (news.empty()) return;
  last_told_ = {.before = before, .at = std::chrono::steady_clock::now()};
  last_news_ = journal_.sequence();
  tell_news(news, entries);
}

void Hub::tell_news(const Announcement& news, const std::vector<JournalEntry>& entries) {
  std::vector<JournalEntry> appeared;
  std::vector<JournalEntry> resolved;
  std::vector<JournalEntry> shipping;
  for (const JournalEntry& written : entries) {
    if (written.kind == JournalKind::finding_announced) appeared.push_back(written);
    if (written.kind == JournalKind::resolved) resolved.push_back(written);
    if (written.kind == JournalKind::shipping) shipping.push_back(written);
  }
  if (!appeared.empty()) {
    const Verdict shown = part_of(verdict_, [&](const Finding& finding) {
      return std::find(news.appeared.begin(), news.appeared.end(), &finding) != news.appeared.end();
    });
    outside_.tell(announced_line(standing(), appeared, render_terminal(shown, {.width = 100})));
  }
  if (!resolved.empty()) outside_.tell(resolved_line(standing(), resolved));
  if (!shipping.empty()) outside_.tell(shipping_line(standing(), shipping));
}

void Hub::believe(const Instant& instant, const Inventory& inventory) {
  instant_ = instant;
  if (!history_.session_start) begin_session(inventory);
  if (setup_ends_) note_setup_end(inventory);
  judge(inventory);
  publish();
}

void Hub::on_instant(const Instant& instant) {
  const SettleState before = instant_.state;
  instant_ = instant;
  if (instant.state != before && cannot_know(instant))
    journal(
        {entry(instant.state == SettleState::blind ? JournalKind::blind : JournalKind::interrupted,
               reason_data(instant.reason))});
  publish();
}

Standing Hub::standing() const {
  Standing standing{.instant = instant_,
                    .sequence = journal_.sequence(),
                    .outcome = outcome_at(instant_, verdict_)};
  std::vector<std::string>& warnings = standing.instant.warnings;
  warnings.insert(warnings.end(), problems_.begin(), problems_.end());
  for (const std::string& problem : {configuration_problem_, journal_problem_}) {
    if (!problem.empty()) warnings.push_back(problem);
  }
  return standing;
}

void Hub::forget_production() {
  production_.reset();
}

void Hub::publish() {
  const Standing now = standing();
  const std::string_view word = settings_.in_setup ? setup_word : to_string(instant_.state);
  Snapshot snapshot = make_snapshot(now.instant, now.sequence, verdict_,
                                    production_.value_or(SnapshotProduction()));
  snapshot.outcome = now.outcome;
  if (cannot_know(instant_))
    snapshot.text = "prodparity: " + instant_.reason + '\n' + snapshot.text;
  for (const auto& [name, bytes] :
       {std::pair{snapshot_name, write_snapshot(snapshot)},
        std::pair{sequence_name, write_sequence(snapshot.sequence, word)}}) {
    const std::optional<Error> error =
        replace_file(settings_.run_folder + '/' + std::string(name), bytes, 0644, Durable::no);
    if (error) outside_.warn(to_string(*error));
  }
  std::string line = state_line(now);
  if (line == last_state_) return;
  outside_.tell(line);
  last_state_ = std::move(line);
}

void Hub::stop(Session session) {
  if (session == Session::ends && journal_.recovered().in_session)
    journal({entry(JournalKind::session_end, "{}")});
  for (const std::string_view name : {snapshot_name, sequence_name})
    ::unlink((settings_.run_folder + '/' + std::string(name)).c_str());
}

}  // namespace prodparity
