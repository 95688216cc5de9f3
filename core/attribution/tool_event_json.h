#pragma once

#include "core/attribution/tool_windows.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace prodparity {

// The members of a request of `hook` that say what an agent's tool does (docs/PROTOCOL.md).
bool is_tool_member(std::string_view member);
// What is wrong with it, without its value: it may hold a secret. Empty: it was taken in.
std::string set_tool_member(ToolEvent& tool, std::string_view member, const nlohmann::json& value);
void add_tool_event(nlohmann::json& params, const ToolEvent& tool);

}  // namespace prodparity
