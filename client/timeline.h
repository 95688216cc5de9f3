#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace prodparity {

// One journal entry (docs/PROTOCOL.md) as a line for a person, without line end:
// "12  2026-11-22T12:00:00Z  announced  BLOCK libssl3: 3.0.22 here, 3.0.20 in production".
std::string timeline_line(const nlohmann::json& entry);

// The same for a line that is short of room: "12:00:00 announced BLOCK libssl3: ...".
std::string timeline_moment(const nlohmann::json& entry);

// The findings of an `announced` (only those of a backlog come without a text of their own) or
// `resolved` or `shipping` notification: one line each, or one for all that ended.
std::string news_text(const std::string& method, const nlohmann::json& params);

}  // namespace prodparity
