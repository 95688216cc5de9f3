// OpenAI Codex CLI. Its output is validated strictly: one field more, and nothing is delivered. To
// block after a tool call would take the place of the tool's own output.
#include "client/agents/agent.h"

#include <nlohmann/json.hpp>

namespace prodparity {

extern const Agent codex_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start},
    {"PreToolUse", AgentMoment::before_tool},
    {"PostToolUse", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},
    {"Stop", AgentMoment::turn_end},
};

bool sent(const json& payload) {
  return payload.contains("turn_id");
}

}  // namespace

const Agent codex_agent = {
    .name = "codex", .events = events, .sent = sent, .deny = write_denied_permission};

}  // namespace prodparity
