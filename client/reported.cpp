#include "client/reported.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

ReportedFinding finding_of(const nlohmann::json& json) {
  return {
      .id = text_at(json, "id"),
      .ecosystem = text_at(json, "ecosystem"),
      .name = text_at(json, "name"),
      .group = text_at(part_at(json, "group"), "id"),
      .tier = parse_tier(text_at(json, "tier")).value_or(Tier::block),
      .ships = text_at(part_at(json, "shipping"), "state") == to_string(Shipping::State::shipping),
      .ships_by = text_at(part_at(json, "shipping"), "path"),
      .ships_by_line = number_at(part_at(json, "shipping"), "line")};
}

}  // namespace

Result<Reported> read_reported(std::string_view report) {
  const Result<nlohmann::json> json =
      parse_json(report, {.limit_bytes = limits::response_bytes}, "the daemon's report");
  if (!json) return json.error();
  const nlohmann::json findings = part_at(*json, "findings");
  const nlohmann::json gaps = part_at(*json, "gaps");
  if (!findings.is_array() || !gaps.is_array())
    return Error{
        .code = ErrorCode::malformed, .message = "the daemon's report has no findings", .path = {}};
  Reported reported;
  for (const nlohmann::json& finding : findings)
    reported.findings.push_back(finding_of(finding));
  reported.has_open_gap = std::ranges::any_of(
      gaps, [](const nlohmann::json& gap) { return part_at(gap, "accepted") != true; });
  return reported;
}

Outcome outcome_of(const Reported& reported,
                   const std::function<bool(const ReportedFinding&)>& counts) {
  const auto has = [&](Tier tier) {
    return std::ranges::any_of(reported.findings, [&](const ReportedFinding& finding) {
      return finding.tier == tier && !finding.ships && counts(finding);
    });
  };
  if (has(Tier::block)) return Outcome::block;
  if (reported.has_open_gap) return Outcome::could_not_check;
  return has(Tier::warn) ? Outcome::warn : Outcome::clean;
}

}  // namespace prodparity
