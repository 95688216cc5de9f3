#include "client/snapshot_answer.h"

#include "client/connection.h"
#include "client/news.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "program/output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t line_bytes = 4096;

Error not_held(std::string why) {
  return {.code = ErrorCode::unavailable,
          .message = "cannot be answered without the daemon: " + std::move(why)};
}

json parsed(std::string_view text) {
  Result<json> value = parse_json(text, {.limit_bytes = limits::snapshot_bytes});
  return value ? *std::move(value) : json();
}

// The notice, and what keeps the snapshot from being the truth of now.
std::string opening_of(const SnapshotFile& file) {
  return snapshot_notice(file) + instant_text(parsed(instant_json(file.snapshot.instant)));
}

bool is_named(const json& finding, std::string_view name) {
  const std::string short_name = text_at(finding, "name");
  return short_name == name || text_at(finding, "ecosystem") + ':' + short_name == name;
}

// Those of this name, and what came with one of it that heads a group.
json findings_of(const Snapshot& snapshot, std::string_view name) {
  const json all = parsed(snapshot.findings);
  std::set<std::string> headed;
  for (const json& finding : all) {
    const json group = part_at(finding, "group");
    if (is_named(finding, name) && text_at(group, "head") == text_at(finding, "name"))
      headed.insert(text_at(group, "id"));
  }
  json named = json::array();
  for (const json& finding : all) {
    if (is_named(finding, name) || headed.contains(text_at(part_at(finding, "group"), "id")))
      named.push_back(finding);
  }
  return named;
}

std::string remedies_text(const json& finding) {
  std::string text;
  for (const json& remedy : part_at(finding, "remedies")) {
    std::string line = text_at(remedy, "kind") + ": ";
    if (const std::string target = text_at(remedy, "target"); target != "shell" && !target.empty())
      line += "in " + target + ": ";
    const std::string command = text_at(remedy, "command");
    const std::string note = text_at(remedy, "note");
    line += command.empty() ? note : command;
    if (!command.empty() && !note.empty()) line += " (" + note + ')';
    text += "  " + printable(line, line_bytes) + '\n';
  }
  return text;
}

// One difference alone, whatever its group is.
std::string finding_text(const json& finding) {
  json alone = finding;
  alone["group"] = json::object();
  News news;
  add_entries(news, json::array({{{"kind", "finding_announced"}, {"data", std::move(alone)}}}));
  if (news.appeared.empty()) return {};
  const NewsItem& item = news.appeared.front();
  std::string text = fmt::format("{} ({}): {}\n", printable(item.tier), printable(item.rule),
                                 what_of({.members = {&item}}));
  if (!item.reason.empty()) text += "  why: " + printable(item.reason, line_bytes) + '\n';
  if (!item.who.empty()) text += "  by: " + item.who + '\n';
  return text + remedies_text(finding);
}

Result<SnapshotAnswer> explain(const SnapshotFile& file, const std::string& name) {
  Snapshot part = file.snapshot;
  const json named = findings_of(part, name);
  if (named.empty())
    return not_held(
        "its snapshot file holds the strictest open differences of this session alone, and none "
        "is named '" +
        printable(name, limits::name_bytes) + "'");
  std::string text;
  std::set<std::string> told;
  std::size_t missing = 0;
  for (const json& finding : named) {
    text += finding_text(finding);
    const json group = part_at(finding, "group");
    if (text_at(group, "head") != text_at(finding, "name") ||
        !told.insert(text_at(group, "id")).second)
      continue;
    const auto here = static_cast<std::size_t>(std::ranges::count_if(named, [&](const json& other) {
      return text_at(part_at(other, "group"), "id") == text_at(group, "id");
    }));
    const std::size_t size = number_at(group, "size");
    missing += size > here ? size - here : 0;
  }
  if (missing != 0)
    text += fmt::format("and {} more that came with it: the snapshot file does not hold them\n",
                        missing);
  part.text = text;
  part.findings = dump_json(named);
  return SnapshotAnswer{.text = opening_of(file) + text,
                        .document = write_snapshot(part),
                        .code = exit_code_of_outcome(to_string(part.outcome))};
}

Result<SnapshotAnswer> production(const SnapshotFile& file, const std::string& name) {
  json answer = parsed(file.snapshot.production.answer);
  if (!answer.is_object()) return not_held("its snapshot file does not say what production is");
  json& references = answer["references"];
  if (!name.empty()) {
    std::string source;
    if (references.is_array() && !references.empty())
      source = text_at(part_at(references.front(), "reference"), "source");
    return not_held(
        "its snapshot file says what production is, and not which packages it has; an "
        "SBOM's file can be asked: prodparity production NAME --reference " +
        (source.empty() ? "FILE" : printable(shell_word(source), line_bytes)));
  }
  std::string notice = snapshot_notice(file);
  notice.pop_back();  // its line end
  for (json& reference : references) {
    if (reference.is_object() && part_at(reference, "notes").is_array())
      reference["notes"].push_back(notice);
  }
  return SnapshotAnswer{.text = opening_of(file) + file.snapshot.production.text,
                        .document = dump_json(answer) + '\n',
                        .code = exit_code_of_says(text_at(answer, "says"))};
}

}  // namespace

ExitCode exit_code_of_says(std::string_view says) {
  if (says == "yes") return ExitCode::clean;
  return says == "no" ? ExitCode::warn : ExitCode::could_not_check;
}

Result<SnapshotAnswer> answer_from(const SnapshotFile& file, const Request& request) {
  switch (request.method) {
    case Method::explain:
      return explain(file, request.name);
    case Method::production:
      return production(file, request.name);
    case Method::status:
    case Method::report:
      return SnapshotAnswer{.text = snapshot_notice(file) + snapshot_text(file.snapshot),
                            .document = write_snapshot(file.snapshot),
                            .code = exit_code_of_outcome(to_string(file.snapshot.outcome))};
    case Method::plan:
      return not_held("what a plan would make differ is judged by it");
    default:
      return not_held("its snapshot file does not hold this");
  }
}

Result<SnapshotAnswer> answer_without_daemon(const std::string& socket, const Request& request,
                                             const Error& error) {
  if (error.code != ErrorCode::denied) return error;
  const Result<SnapshotFile> file = read_snapshot_file(socket_paths(socket));
  if (!file) return error;
  return answer_from(*file, request);
}

Result<ExitCode> write_without_daemon(const AskOptions& options, const Request& request,
                                      const Error& error) {
  const Result<SnapshotAnswer> answer = answer_without_daemon(options.socket, request, error);
  if (!answer) return answer.error();
  const Result<void> written =
      write_output(options.format == "json" ? ascii_json(answer->document) : answer->text);
  if (!written) return written.error();
  return answer->code;
}

}  // namespace prodparity
