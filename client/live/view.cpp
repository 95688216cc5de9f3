#include "client/live/view.h"

#include "client/news.h"
#include "client/timeline.h"
#include "core/json.h"
#include "core/reference_proof.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace prodparity::live {
namespace {

using nlohmann::json;

// Of the journal's kinds those that are for a program.
constexpr std::array<std::string_view, 4> not_for_people = {"change", "told", "rotated", "carried"};

std::string shown(const json& object, const char* key) {
  return printable(text_at(object, key));
}

std::string difference(const json& finding) {
  const std::string dev = shown(finding, "dev_version");
  const std::string production = shown(finding, "prod_version");
  const std::string reference = shown(finding, "reference");
  if (production.empty()) return fmt::format("{}, not in {}", dev, reference);
  if (dev.empty()) return fmt::format("not here, {} in {}", production, reference);
  return fmt::format("{} here, {} in {}", dev, production, reference);
}

std::string remedy_line(const json& remedy) {
  const std::string kind = shown(remedy, "kind");
  const std::string command = shown(remedy, "command");
  const std::string target = shown(remedy, "target");
  const std::string note = shown(remedy, "note");
  if (command.empty()) return fmt::format("{}: {}", kind, note);
  const bool file = !target.empty() && target != "shell";
  return fmt::format("{}: {}{}{}", kind, file ? "in " + target + ": " : "", command,
                     note.empty() ? "" : " (" + note + ")");
}

Row row_of(const json& finding) {
  const json group = part_at(finding, "group");
  const std::string origin = text_at(finding, "origin");
  Row row{.id = text_at(group, "id"),
          .tier = parse_tier(text_at(finding, "shown_tier")).value_or(Tier::info),
          .of_session = origin != "baseline" && origin != "setup"};
  const std::string ecosystem = shown(finding, "ecosystem");
  const std::size_t others = std::max<std::size_t>(number_at(group, "size"), 1) - 1;
  row.title =
      fmt::format("{}{}{}: {}", ecosystem == "deb" ? "" : ecosystem + ' ', shown(finding, "name"),
                  others == 0 ? "" : fmt::format(", with {} more", others), difference(finding));
  const json remedies = part_at(finding, "remedies");
  if (!remedies.is_array()) return row;
  for (const json& remedy : remedies)
    row.details.push_back(remedy_line(remedy));
  return row;
}

// A group while it is read.
struct Folded {
  Row row;
  std::string name;  // whom the row is of
  Tier strictest = Tier::ignore;
  std::string decided_by;
  std::string why;
  bool of_session = false;
};

void fold_in(Folded& folded, const json& finding) {
  const std::string name = shown(finding, "name");
  const Tier tier = parse_tier(text_at(finding, "tier")).value_or(Tier::info);
  if (folded.name.empty() || name == shown(part_at(finding, "group"), "head")) {
    folded.row = row_of(finding);
    folded.name = name;
  }
  folded.of_session = folded.of_session || row_of(finding).of_session;
  if (!folded.why.empty() && tier <= folded.strictest) return;
  folded.strictest = tier;
  folded.decided_by = name;
  folded.why = fmt::format("{} (rule {})", shown(finding, "reason"), shown(finding, "rule"));
}

Row row_of(Folded folded) {
  Row row = std::move(folded.row);
  row.of_session = folded.of_session;
  row.why = folded.decided_by == folded.name ? folded.why : folded.decided_by + ": " + folded.why;
  return row;
}

// One row a group: its head's where that is among the findings, else its first one's.
std::vector<Row> rows_of(const json& findings) {
  std::vector<Row> rows;
  if (!findings.is_array()) return rows;
  std::vector<Folded> groups;
  std::map<std::string, std::size_t> known;
  for (const json& finding : findings) {
    const auto [place, first] =
        known.emplace(text_at(part_at(finding, "group"), "id"), groups.size());
    if (first) groups.emplace_back();
    fold_in(groups[place->second], finding);
  }
  for (Folded& group : groups)
    rows.push_back(row_of(std::move(group)));
  std::stable_partition(rows.begin(), rows.end(), [](const Row& row) { return row.of_session; });
  return rows;
}

std::string production_of(const json& report) {
  const json references = part_at(report, "references");
  if (!references.is_array() || references.empty()) return "no production is known";
  const json& first = references.front();
  std::string line = fmt::format("{}: {} ({}, {})", shown(first, "name"), shown(first, "source"),
                                 shown(first, "format"), proof_words_at(first));
  if (references.size() > 1) line += fmt::format(", and {} more", references.size() - 1);
  return line;
}

std::string counts_of(const json& report) {
  const json counts = part_at(report, "counts");
  return fmt::format(
      "dev-only: {} allowed, {} unexpected; prod-only: {}; version drift: {}, runtime-sensitive: "
      "{}",
      number_at(counts, "dev_only_allowed"), number_at(counts, "dev_only_unexpected"),
      number_at(counts, "prod_only"), number_at(counts, "version_drift"),
      number_at(counts, "version_drift_runtime_sensitive"));
}

const json& listed(const json& part) {
  static const json none = json::array();
  return part.is_array() ? part : none;
}

bool is_of_production(const json& gap) {
  return text_at(gap, "kind") == "no_reference" && !text_at(gap, "reference").empty();
}

// What `status` says of production's references: which are not there, or not as they are now.
std::vector<std::string> production_problems(const json& gaps, const json& notes) {
  std::vector<std::string> problems;
  for (const json& gap : listed(gaps)) {
    if (is_of_production(gap)) problems.push_back(unknown_production(gap));
  }
  for (const json& note : listed(notes)) {
    if (text_at(note, "code") == "reference_kept") problems.push_back(shown(note, "sentence"));
  }
  return problems;
}

// First what production is: without it nothing is compared.
std::vector<std::string> problems_of(const json& answer, const json& report) {
  const json gaps = part_at(report, "gaps");
  std::vector<std::string> problems = production_problems(gaps, part_at(report, "notes"));
  if (std::string reason = shown(answer, "reason"); !reason.empty())
    problems.push_back(std::move(reason));
  const json warnings = part_at(answer, "warnings");
  for (const json& warning : listed(warnings)) {
    if (warning.is_string()) problems.push_back(printable(warning.get<std::string>()));
  }
  for (const json& gap : listed(gaps)) {
    if (!is_of_production(gap)) problems.push_back("could not check: " + shown(gap, "sentence"));
  }
  return problems;
}

}  // namespace

std::string_view to_string(Filter value) {
  switch (value) {
    case Filter::open:
      return "block and warn";
    case Filter::session:
      return "of this session";
    case Filter::block:
      return "block";
    case Filter::all:
      return "all";
  }
  return "";
}

View with_report(View view, const json& answer) {
  view.outcome = shown(answer, "outcome");
  const std::string holder = shown(answer, "holder");
  view.state =
      fmt::format("{}, generation {}{}", shown(answer, "state"), number_at(answer, "generation"),
                  holder.empty() ? "" : ": " + holder + " is at work");
  const Result<json> report =
      parse_json(text_at(answer, "text"), {.limit_bytes = limits::response_bytes}, "the report");
  view.problems = problems_of(answer, report ? *report : json());
  if (!report) {
    view.problems.push_back(printable(to_string(report.error())));
    return view;
  }
  view.production = production_of(*report);
  view.counts = counts_of(*report);
  view.rows = rows_of(part_at(*report, "findings"));
  return view;
}

View with_entries(View view, const json& answer) {
  const json entries = part_at(answer, "entries");
  if (!entries.is_array()) return view;
  for (const json& entry : entries) {
    view.sequence = std::max<std::uint64_t>(view.sequence, number_at(entry, "sequence"));
    if (std::ranges::count(not_for_people, text_at(entry, "kind")) == 0)
      view.timeline.push_back(timeline_moment(entry));
  }
  if (view.timeline.size() > timeline_lines)
    view.timeline.erase(view.timeline.begin(),
                        view.timeline.end() - static_cast<std::ptrdiff_t>(timeline_lines));
  return view;
}

View without_daemon(View view, std::string_view problem) {
  view.outcome = "could_not_check";
  view.state = "nobody watches";
  view.problems = {printable(problem)};
  return view;
}

std::vector<const Row*> shown_rows(const View& view) {
  const std::string wanted = ascii_lower(view.text);
  std::vector<const Row*> rows;
  for (const Row& row : view.rows) {
    if (view.filter != Filter::all && row.tier < Tier::warn) continue;
    if (view.filter == Filter::session && !row.of_session) continue;
    if (view.filter == Filter::block && row.tier < Tier::block) continue;
    if (ascii_lower(row.title).find(wanted) == std::string::npos) continue;
    rows.push_back(&row);
  }
  return rows;
}

}  // namespace prodparity::live
