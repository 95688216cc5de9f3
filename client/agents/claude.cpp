// Claude Code. A failing command has an event of its own. JSON is read at every exit status, and
// exit 2 would stop what it should not: it is never used.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent claude_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start},
    {"PostToolUse", AgentMoment::after_tool},
    {"PostToolUseFailure", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},
};

bool sent(const json& payload) {
  static_cast<void>(payload);
  return false;  // its keys are those that others took over
}

AgentCall read(const json& payload) {
  return read_event(payload, events);
}

}  // namespace

const Agent claude_agent = {.name = "claude",
                            .title = "Claude Code",
                            .sent = sent,
                            .read = read,
                            .write = write_additional_context,
                            .silence = ""};

}  // namespace prodparity
