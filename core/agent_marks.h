#pragma once

#include "core/agent_cursors.h"

#include <string_view>

namespace prodparity {

// Whose shell tool a process was started by, from its environment ("NAME=value" and a NUL each, as
// /proc/PID/environ). Agents mark it; a mark may outlive the agent, and may be made up. An empty
// agent: nobody's; an empty session: the agent names none there (Gemini CLI, OpenCode).
AgentSession agent_of_environment(std::string_view environment);

}  // namespace prodparity
