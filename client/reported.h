#pragma once

#include "core/drift/finding.h"
#include "core/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The daemon's verdict as a command looks at it, from its report as JSON (docs/report.schema.json).
namespace prodparity {

struct ReportedFinding {
  std::string id, ecosystem, name, group;  // untrusted text
  Tier tier = Tier::info;
  bool ships = false;
  std::string ships_by;           // the file in the workspace that says so; empty: none
  std::size_t ships_by_line = 0;  // counted from 1; 0: none

  bool operator==(const ReportedFinding&) const = default;
};

struct Reported {
  std::vector<ReportedFinding> findings;
  bool has_open_gap = false;

  bool operator==(const Reported&) const = default;
};

// Errors: malformed, too_large. What a finding says of its tier or of shipping in words that are
// not known counts as block, and as not shipping.
Result<Reported> read_reported(std::string_view report);

// As outcome_of(), of those findings that `counts` says.
Outcome outcome_of(const Reported& reported,
                   const std::function<bool(const ReportedFinding&)>& counts);

}  // namespace prodparity
