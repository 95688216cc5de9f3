#pragma once

#include "client/reported.h"

#include <string>
#include <string_view>

// What `prodparity pre-push` prints: at most push_lines lines in all. Pure.
namespace prodparity {

inline constexpr std::size_t push_lines = 20;

// What every answer carries, and the report for the terminal, cut so that push_uncommitted()
// and push_stop() have their place behind it; of a clean report its first line alone. Both are
// harmless already, in whole lines.
std::string push_summary(std::string_view instant, std::string_view report, bool is_clean);

// Of places ("FILE:LINE") that say what ships and are in no commit: one line, empty where none is.
std::string push_uncommitted(const std::vector<std::string>& places);

// Findings that stop a push where `enforce` is "block": of tier block, not shipped by this branch.
// Allowed and waived ones are of no such tier.
std::vector<const ReportedFinding*> stopping(const Reported& reported);

// That the push is stopped, by what, and each way on. `findings` is not empty.
std::string push_stop(const std::vector<const ReportedFinding*>& findings);

}  // namespace prodparity
