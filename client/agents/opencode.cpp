// OpenCode. It has no hooks that are commands: hooks/agents/opencode-plugin.js asks for it, with
// these events, and takes {"additionalContext":TEXT}, or before a tool {"denied":REASON}, so that
// what was cut off is not taken for an answer; any other answer lets the tool run. As a turn ends
// it asks nobody: what came late is told with the next prompt, or wakes it.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent opencode_agent;

namespace {

constexpr EventName events[] = {
    {"session.start", AgentMoment::session_start},
    {"tool.execute.before", AgentMoment::before_tool},
    {"tool.execute.after", AgentMoment::after_tool},
    {"chat.message", AgentMoment::prompt},
    {"session.idle", AgentMoment::idle},
};

std::string deny(const AgentCall&, const std::string& reason) {
  return dump_json({{"denied", reason}}) + '\n';
}

}  // namespace

const Agent opencode_agent = {.name = "opencode",
                              .events = events,
                              .write = write_top_level,
                              .deny = deny,
                              .wake = Wake::by_answer};

}  // namespace prodparity
