#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace prodparity {

// One journal entry (docs/PROTOCOL.md) as a line for a person, without line end:
// "12  2026-11-22T12:00:00Z  announced  BLOCK libssl3: 3.0.22 here, 3.0.20 in production".
std::string timeline_line(const nlohmann::json& entry);

}  // namespace prodparity
