#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What package managers print of ours on standard error, and `prodparity plan`: few lines, facts,
// around names and versions that are quoted data. Pure: from the daemon's answers
// (docs/PROTOCOL.md).
namespace prodparity {

// The answer of `plan`. At most two lines of what would differ; what was let through is said.
std::string plan_warning(const nlohmann::json& answer);
// Why apt was stopped, what to do instead, and how it may go on.
std::string plan_stop(const nlohmann::json& answer);
// The same to a coding agent, of the command of `ecosystem` that it was about to run.
std::string plan_denial(const nlohmann::json& answer, std::string_view ecosystem);
// All of it, for who asks without doing it.
std::string plan_report(const nlohmann::json& answer);

// The answer of `applied`: at most two lines.
struct AppliedText {
  std::string text;                  // empty where nothing is new
  std::vector<std::uint64_t> shown;  // sequence numbers of what is in it, whole
};
AppliedText applied_text(const nlohmann::json& answer);

}  // namespace prodparity
