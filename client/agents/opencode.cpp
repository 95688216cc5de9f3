// OpenCode. It has no hooks that are commands: hooks/agents/opencode-plugin.js asks for it, with
// these events, and takes {"additionalContext":TEXT}, so that what was cut off is not taken for an
// answer. As a turn ends it asks nobody: what came late is told with the next prompt, or wakes it.
#include "client/agents/agent.h"

namespace prodparity {

extern const Agent opencode_agent;

namespace {

constexpr EventName events[] = {
    {"session.start", AgentMoment::session_start},
    {"tool.execute.after", AgentMoment::after_tool},
    {"chat.message", AgentMoment::prompt},
    {"session.idle", AgentMoment::idle},
};

}  // namespace

const Agent opencode_agent = {
    .name = "opencode", .events = events, .write = write_top_level, .wake = Wake::by_answer};

}  // namespace prodparity
