// Claude Code. A failing command has an event of its own. JSON is read at every exit status, and
// exit 2 would stop what it should not: it is used by a hook of asyncRewake alone, which it wakes
// an idle session by. Its keys are those that others took over, so none marks it.
#include "client/agents/agent.h"

#include <string>

namespace prodparity {

extern const Agent claude_agent;

namespace {

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start}, {"PreToolUse", AgentMoment::before_tool},
    {"PostToolUse", AgentMoment::after_tool},     {"PostToolUseFailure", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},    {"Stop", AgentMoment::turn_end},
    {"SessionEnd", AgentMoment::session_end},
};

// Others run its configuration, and would wait for the hook: they do not name themselves so. With
// -p (its entry point is then "sdk-cli") it ends with its turn, and what it is woken by is lost.
bool can_be_woken(const AgentEnvironment& environment) {
  return environment("AI_AGENT").starts_with("claude-code_") &&
         !environment("CLAUDE_CODE_ENTRYPOINT").starts_with("sdk");
}

}  // namespace

const Agent claude_agent = {.name = "claude",
                            .events = events,
                            .deny = write_denied_permission,
                            .wake = Wake::by_exit,
                            .can_be_woken = can_be_woken};

}  // namespace prodparity
