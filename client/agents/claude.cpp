// Claude Code. A failing command has an event of its own. JSON is read at every exit status, and
// exit 2 would stop what it should not: it is never used. Its keys are those that others took over,
// so none marks it.
#include "client/agents/agent.h"

namespace prodparity {

extern const Agent claude_agent;

namespace {

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start}, {"PreToolUse", AgentMoment::before_tool},
    {"PostToolUse", AgentMoment::after_tool},     {"PostToolUseFailure", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},    {"Stop", AgentMoment::turn_end},
};

}  // namespace

const Agent claude_agent = {.name = "claude", .events = events, .deny = write_denied_permission};

}  // namespace prodparity
