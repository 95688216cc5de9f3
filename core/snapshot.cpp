#include "core/snapshot.h"

#include "core/announce.h"
#include "core/counts_json.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/report/report.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

json json_of(const Instant& instant) {
  return {{"state", to_string(instant.state)},
          {"generation", instant.generation},
          {"holder", instant.holder},
          {"reason", instant.reason},
          {"warnings", instant.warnings}};
}

json parsed_or(std::string_view text, json otherwise) {
  Result<json> value = parse_json(text, {.limit_bytes = limits::response_bytes});
  return value ? *std::move(value) : std::move(otherwise);
}

SettleState parse_state(std::string_view text) {
  for (const SettleState state :
       {SettleState::idle, SettleState::changing, SettleState::settled, SettleState::interrupted}) {
    if (to_string(state) == text) return state;
  }
  return SettleState::blind;  // an unknown word is no knowledge
}

Outcome parse_outcome(std::string_view text) {
  for (const Outcome outcome : {Outcome::clean, Outcome::warn, Outcome::block}) {
    if (to_string(outcome) == text) return outcome;
  }
  return Outcome::could_not_check;
}

Instant read_instant(const json& object) {
  Instant instant{.state = parse_state(text_at(object, "state")),
                  .generation = number_at(object, "generation"),
                  .holder = text_at(object, "holder"),
                  .reason = text_at(object, "reason")};
  const auto warnings = object.find("warnings");
  if (warnings == object.end() || !warnings->is_array()) return instant;
  for (const json& warning : *warnings) {
    if (warning.is_string()) instant.warnings.push_back(warning.get<std::string>());
  }
  return instant;
}

// Absent in what an older daemon wrote.
SnapshotProduction read_production(const json& object) {
  const json answer = part_at(object, "answer");
  return {.text = text_at(object, "text"),
          .answer = answer.is_object() ? dump_json(answer) : std::string()};
}

}  // namespace

Snapshot make_snapshot(const Instant& instant, std::uint64_t sequence, const Verdict& verdict,
                       const SnapshotProduction& production) {
  Snapshot snapshot{.instant = instant,
                    .sequence = sequence,
                    .outcome = outcome_of(verdict),
                    .counts = verdict.counts};
  Verdict shown{.references = verdict.references, .gaps = verdict.gaps, .counts = verdict.counts};
  std::string findings = "[";
  for (const Finding& finding : verdict.findings) {
    if (!is_live(finding)) continue;
    (finding.shown_tier == Tier::block ? snapshot.live_block : snapshot.live_warn) += 1;
    if (shown.findings.size() == snapshot_findings) continue;
    const std::string data = finding_data(finding);
    if (findings.size() + data.size() > limits::snapshot_bytes / 4) continue;
    if (findings.size() > 1) findings += ',';
    findings += data;
    shown.findings.push_back(finding);
  }
  snapshot.findings = findings + ']';
  snapshot.text = render_terminal(shown, {.width = 100});
  if (snapshot.text.size() > limits::snapshot_bytes / 4)
    snapshot.text = "prodparity: too much to show here; run: prodparity report\n";
  if (production.text.size() + production.answer.size() <= limits::snapshot_bytes / 8)
    snapshot.production = production;
  return snapshot;
}

std::string write_snapshot(const Snapshot& snapshot) {
  return dump_json({{"schema", snapshot_schema},
                    {"instant", json_of(snapshot.instant)},
                    {"sequence", snapshot.sequence},
                    {"outcome", to_string(snapshot.outcome)},
                    {"counts", counts_json(snapshot.counts)},
                    {"live", {{"block", snapshot.live_block}, {"warn", snapshot.live_warn}}},
                    {"text", snapshot.text},
                    {"findings", parsed_or(snapshot.findings, json::array())},
                    {"production",
                     {{"text", snapshot.production.text},
                      {"answer", parsed_or(snapshot.production.answer, json())}}}}) +
         '\n';
}

Result<Snapshot> read_snapshot(std::string_view bytes) {
  const Result<json> parsed = parse_json(bytes, {.limit_bytes = limits::snapshot_bytes});
  if (!parsed) return parsed.error();
  if (!parsed->is_object() || text_at(*parsed, "schema") != snapshot_schema)
    return Error{.code = ErrorCode::unsupported,
                 .message = "not a snapshot of this version: expected the schema " +
                            std::string(snapshot_schema)};
  const json live = part_at(*parsed, "live");
  const auto findings = parsed->find("findings");
  return Snapshot{
      .instant = read_instant(part_at(*parsed, "instant")),
      .sequence = number_at(*parsed, "sequence"),
      .outcome = parse_outcome(text_at(*parsed, "outcome")),
      .counts = read_counts(part_at(*parsed, "counts")),
      .live_block = number_at(live, "block"),
      .live_warn = number_at(live, "warn"),
      .text = text_at(*parsed, "text"),
      .findings = findings != parsed->end() && findings->is_array() ? dump_json(*findings) : "[]",
      .production = read_production(part_at(*parsed, "production"))};
}

std::string write_sequence(std::uint64_t sequence, std::string_view word) {
  return std::to_string(sequence) + ' ' + std::string(word) + '\n';
}

std::string instant_json(const Instant& instant) {
  return dump_json(json_of(instant));
}

}  // namespace prodparity
