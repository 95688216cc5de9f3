#pragma once

#include "client/agent_settings.h"
#include "client/hook_failure.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

// What `prodparity agents list` says. Pure.
namespace prodparity {

// Where an agent's entries are, or what is wrong with the file that would have them.
struct AgentFinding {
  AgentScope scope = AgentScope::system;
  std::string path;
  bool installed = false;
  std::optional<Error> error;
};

struct AgentRow {
  const AgentSettings* agent = nullptr;
  std::vector<AgentFinding> places;
  std::optional<HookFailure> failure;
  std::string snippet;  // what belongs into settings that an organisation manages
};

// `status`: the daemon's answer, null where it was not asked or gives none.
std::string agent_list_text(const std::vector<AgentRow>& rows, const nlohmann::json& status);
nlohmann::json agent_list_json(const std::vector<AgentRow>& rows, const nlohmann::json& status);
// The snippet of one, with what it is for.
std::string agent_snippet_text(const AgentRow& row);

}  // namespace prodparity
