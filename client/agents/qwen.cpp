// Qwen Code: the events of Claude Code. Exit 2 and a decision after a tool call deliver nothing.
#include "client/agents/agent.h"

#include <nlohmann/json.hpp>

namespace prodparity {

extern const Agent qwen_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start}, {"PreToolUse", AgentMoment::before_tool},
    {"PostToolUse", AgentMoment::after_tool},     {"PostToolUseFailure", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},    {"Stop", AgentMoment::turn_end},
};

bool sent(const json& payload) {
  return payload.contains("tool_call_id") ||
         (payload.contains("prompt_id") && payload.contains("timestamp"));
}

}  // namespace

const Agent qwen_agent = {
    .name = "qwen", .events = events, .sent = sent, .deny = write_denied_permission};

}  // namespace prodparity
