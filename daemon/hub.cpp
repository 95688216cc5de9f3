#include "daemon/hub.h"

#include "core/digest.h"
#include "core/drift/remedy.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/report/report.h"
#include "core/snapshot.h"
#include "core/versions_json.h"
#include "io/state_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::string_view session_start_name = "session-start.json";
constexpr std::string_view setup_end_name = "setup-end.json";

constexpr std::size_t backlog_page = 500;

json parsed(const std::string& text) {
  Result<json> value = parse_json(text, {.limit_bytes = limits::response_bytes});
  return value ? *std::move(value) : json::object();
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What is told while nobody can know: the drift last seen is still listed, "clean" is not said.
Gap gap_of(const Instant& instant) {
  if (instant.state == SettleState::interrupted)
    return {.kind = GapKind::in_transition,
            .sentence = instant.reason,
            .remedy = "dpkg --configure -a"};
  return {.kind = GapKind::blind, .sentence = instant.reason};
}

std::string change_data(const Verdict& verdict) {
  return dump_json({{"outcome", to_string(outcome_of(verdict))},
                    {"findings", verdict.findings.size()},
                    {"gaps", verdict.gaps.size()}});
}

// A journal entry as notifications tell it: the finding, with when and under which number.
json told_json(const JournalEntry& entry) {
  json told = parsed(entry.data);
  told["sequence"] = entry.sequence;
  told["time"] = entry.time;
  return told;
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

// The cursor of whoever was told these; not the journal's end, which is not told yet.
std::uint64_t last_sequence(const json& told) {
  return told.back().at("sequence").get<std::uint64_t>();
}

json counts_json(const Counts& counts) {
  return {{"dev_only_allowed", counts.dev_only_allowed},
          {"dev_only_unexpected", counts.dev_only_unexpected},
          {"prod_only", counts.prod_only},
          {"version_drift", counts.version_drift},
          {"version_drift_runtime_sensitive", counts.version_drift_runtime_sensitive}};
}

json references_json(const Verdict& verdict) {
  json references = json::array();
  for (const ReferenceSummary& reference : verdict.references) {
    references.push_back({{"name", reference.name},
                          {"source", reference.source},
                          {"format", reference.format},
                          {"digest", reference.digest},
                          {"verification", to_string(reference.verification)},
                          {"components", reference.components}});
  }
  return references;
}

// The verdict with those findings only that `keep` says.
template <class Keep>
Verdict part_of(const Verdict& verdict, Keep keep) {
  Verdict part{.references = verdict.references, .notes = verdict.notes, .counts = verdict.counts};
  std::copy_if(verdict.findings.begin(), verdict.findings.end(), std::back_inserter(part.findings),
               keep);
  return part;
}

}  // namespace

Hub::Hub(HubSettings settings, HubOutside outside, JournalStore journal)
    : settings_(std::move(settings)), outside_(std::move(outside)), journal_(std::move(journal)) {
  history_.baseline = std::move(settings_.baseline);
  instant_.generation = journal_.recovered().generation;
  if (!journal_.trouble().empty()) note_problem(journal_.trouble());
  if (journal_.recovered().in_session) resume_session();
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
}

std::optional<VersionMap> Hub::load_versions(const std::string& data) {
  const json object = parsed(data);
  const std::string name = text_at(object, "file");
  if (name != session_start_name && name != setup_end_name) return std::nullopt;
  const std::string path = settings_.state_folder + '/' + name;
  const Result<std::string> bytes = read_own_file(path, limits::package_database_bytes);
  if (!bytes) {
    note_problem(to_string(bytes.error()) + "; a new session begins");
    return std::nullopt;
  }
  if (sha256_hex(*bytes) != text_at(object, "sha256")) {
    note_problem("'" + path + "' is not what the journal says it was; a new session begins");
    return std::nullopt;
  }
  Result<VersionMap> versions = read_versions(*bytes, path);
  if (versions) return *std::move(versions);
  note_problem(to_string(versions.error()) + "; a new session begins");
  return std::nullopt;
}

std::string Hub::save_versions(const VersionMap& versions, const std::string& name) {
  const std::string bytes = write_versions(versions);
  const std::optional<Error> error =
      replace_file(settings_.state_folder + '/' + name, bytes, 0644, Durable::yes);
  if (error) note_problem(to_string(*error));
  return dump_json(
      {{"file", name}, {"sha256", sha256_hex(bytes)}, {"components", versions.size()}});
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
  history_.setup_end.reset();
  if (!settings_.in_setup) {
    history_.setup_end = history_.session_start;
    entries.push_back(entry(JournalKind::setup_end, entries.front().data));
  }
  journal(std::move(entries));
}

void Hub::setup_done(const Inventory& inventory) {
  if (!settings_.in_setup) return;
  settings_.in_setup = false;
  history_.setup_end = versions_of(inventory);
  journal({entry(JournalKind::setup_end,
                 save_versions(*history_.setup_end, std::string(setup_end_name)))});
  judge(inventory);
  publish();
}

void Hub::note_reference(const Reference& reference) {
  journal({entry(JournalKind::reference,
                 dump_json({{"name", reference.name},
                            {"source", reference.source},
                            {"sha256", reference.digest},
                            {"components", reference.inventory.components.size()}}))});
}

void Hub::judge(const Inventory& inventory) {
  history_.asked = outside_.asked();
  verdict_ = outside_.evaluate(inventory, history_);
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
    entries.push_back(
        entry(JournalKind::resolved, dump_json({{"id", id},
                                                {"ecosystem", told->second.ecosystem},
                                                {"name", told->second.name},
                                                {"reference", told->second.reference}})));
  }
  journal_in_place(entries);
  if (!news.empty()) tell_news(news, entries);
}

void Hub::tell_news(const Announcement& news, const std::vector<JournalEntry>& entries) {
  json appeared = json::array();
  json resolved = json::array();
  for (const JournalEntry& written : entries) {
    if (written.kind == JournalKind::finding_announced) appeared.push_back(told_json(written));
    if (written.kind == JournalKind::resolved) resolved.push_back(told_json(written));
  }
  if (!news.appeared.empty()) {
    const Verdict shown = part_of(verdict_, [&](const Finding& finding) {
      return std::find(news.appeared.begin(), news.appeared.end(), &finding) != news.appeared.end();
    });
    outside_.tell(write_notification(
        "announced", envelope(R"("findings":)" + dump_json(appeared) + R"(,"text":)" +
                                  dump_json(json(render_terminal(shown, {.width = 100}))),
                              last_sequence(appeared))));
  }
  if (!news.resolved.empty())
    outside_.tell(write_notification(
        "resolved", envelope(R"("findings":)" + dump_json(resolved), last_sequence(resolved))));
}

void Hub::believe(const Instant& instant, const Inventory& inventory) {
  instant_ = instant;
  if (!history_.session_start) begin_session(inventory);
  judge(inventory);
  publish();
}

void Hub::on_instant(const Instant& instant) {
  const SettleState before = instant_.state;
  instant_ = instant;
  if (instant.state != before &&
      (instant.state == SettleState::interrupted || instant.state == SettleState::blind))
    journal(
        {entry(instant.state == SettleState::blind ? JournalKind::blind : JournalKind::interrupted,
               dump_json({{"reason", instant.reason}}))});
  publish();
}

std::string Hub::envelope(std::string_view members, std::uint64_t sequence) const {
  Instant instant = instant_;
  instant.warnings.insert(instant.warnings.end(), problems_.begin(), problems_.end());
  if (!journal_problem_.empty()) instant.warnings.push_back(journal_problem_);
  std::string text = instant_json(instant);
  text.pop_back();  // its '}': the answer goes on
  text += R"(,"sequence":)" + std::to_string(sequence);
  text += R"(,"outcome":")";
  const bool knows =
      instant.state != SettleState::interrupted && instant.state != SettleState::blind;
  Outcome outcome = outcome_of(verdict_);
  if (!knows && outcome != Outcome::block) outcome = Outcome::could_not_check;
  text += to_string(outcome);
  text += '"';
  if (!members.empty()) text += ',';
  text += members;
  return text + '}';
}

void Hub::publish() {
  Snapshot snapshot = make_snapshot(instant_, journal_.sequence(), verdict_);
  if (instant_.state == SettleState::interrupted || instant_.state == SettleState::blind) {
    if (snapshot.outcome != Outcome::block) snapshot.outcome = Outcome::could_not_check;
    snapshot.text = "prodparity: " + instant_.reason + '\n' + snapshot.text;
  }
  snapshot.instant.warnings.insert(snapshot.instant.warnings.end(), problems_.begin(),
                                   problems_.end());
  for (const auto& [name, bytes] : {std::pair{snapshot_name, write_snapshot(snapshot)},
                                    std::pair{sequence_name, write_sequence(snapshot.sequence)}}) {
    const std::optional<Error> error =
        replace_file(settings_.run_folder + '/' + std::string(name), bytes, 0644, Durable::no);
    if (error) outside_.warn(to_string(*error));
  }
  std::string line = write_notification("state", envelope({}));
  if (line == last_state_) return;
  outside_.tell(line);
  last_state_ = std::move(line);
}

void Hub::stop() {
  if (journal_.recovered().in_session) journal({entry(JournalKind::session_end, "{}")});
  for (const std::string_view name : {snapshot_name, sequence_name})
    ::unlink((settings_.run_folder + '/' + std::string(name)).c_str());
}

std::string Hub::status(const WatchFigures& figures) const {
  const json more = {{"schema", "prodparity.status/1"},
                     {"version", PRODPARITY_VERSION},
                     {"pid", settings_.pid},
                     {"root", settings_.root},
                     {"in_setup", settings_.in_setup},
                     {"findings", verdict_.findings.size()},
                     {"open", journal_.recovered().open.size()},
                     {"gaps", verdict_.gaps.size()},
                     {"counts", counts_json(verdict_.counts)},
                     {"references", references_json(verdict_)},
                     {"watches", figures.watches},
                     {"unwatched", figures.unwatched},
                     {"polling", figures.polling}};
  const std::string members = dump_json(more);
  return envelope(std::string_view(members).substr(1, members.size() - 2));
}

std::variant<std::string, RpcError> Hub::findings(std::uint64_t since, std::size_t limit,
                                                  Reader reader) const {
  const Result<JournalStore::Page> page = journal_.read_since(since, limit);
  if (!page) return RpcError{.code = rpc_code::internal_error, .message = to_string(page.error())};
  json entries = json::array();
  for (const JournalEntry& entry : page->entries)
    entries.push_back(entry_json(entry, reader));
  return envelope(R"("entries":)" + dump_json(entries) + R"(,"more":)" +
                  (page->more ? "true" : "false") + R"(,"first":)" + std::to_string(page->first));
}

std::vector<std::string> Hub::backlog(std::uint64_t since) const {
  std::vector<std::string> lines;
  std::string method;
  json entries = json::array();
  const auto flush = [&] {
    if (!entries.empty())
      lines.push_back(write_notification(
          method,
          envelope(R"("backlog":true,"findings":)" + dump_json(entries), last_sequence(entries))));
    entries = json::array();
  };
  for (bool more = true; more;) {
    const Result<JournalStore::Page> page = journal_.read_since(since, backlog_page);
    more = page && page->more;
    if (!page) break;
    for (const JournalEntry& entry : page->entries) {
      since = entry.sequence;
      const bool announced = entry.kind == JournalKind::finding_announced;
      if (!announced && entry.kind != JournalKind::resolved) continue;
      if (method != (announced ? "announced" : "resolved")) flush();
      method = announced ? "announced" : "resolved";
      entries.push_back(told_json(entry));
    }
  }
  flush();
  return lines;
}

std::variant<std::string, RpcError> Hub::explain(std::string_view name, Reader reader) const {
  Verdict part = part_of(verdict_, [&](const Finding& finding) {
    return finding.drift.name == name || finding.drift.ecosystem + ':' + finding.drift.name == name;
  });
  if (part.findings.empty())
    return RpcError{.code = rpc_code::not_found,
                    .message = "no difference of this name is known; see: prodparity report"};
  if (reader == Reader::root) take_sudo_away(part.findings);
  return envelope(R"("report":)" + dump_json(parsed(render_json(part, {}))) + R"(,"text":)" +
                  dump_json(json(render_terminal(part, {.width = 100, .all = true}))));
}

std::string Hub::report(const Request& request, Reader reader) const {
  Verdict verdict = verdict_;
  if (reader == Reader::root) take_sudo_away(verdict.findings);
  if (instant_.state == SettleState::interrupted || instant_.state == SettleState::blind)
    verdict.gaps.push_back(gap_of(instant_));
  std::string text;
  switch (request.format) {
    case ReportFormat::terminal:
      text = render_terminal(
          verdict, {.colour = request.colour, .width = request.width, .all = request.all});
      break;
    case ReportFormat::markdown:
      text = render_markdown(verdict, {});
      break;
    case ReportFormat::json:
      text = render_json(verdict, {});
      break;
  }
  return envelope(R"("exit_code":)" + std::to_string(exit_code_of(verdict, FailOn::warn)) +
                  R"(,"text":)" + dump_json(json(text)));
}

}  // namespace prodparity
