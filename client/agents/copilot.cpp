// GitHub Copilot CLI. What it reads stands at the top level; nested it is dropped. With a camelCase
// event the payload has no event's name: its other members tell which it is. Its hook before a tool
// fails closed: it is not used, so its calls have no beginning.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

namespace prodparity {

extern const Agent copilot_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start},
    {"PostToolUse", AgentMoment::after_tool},
    {"UserPromptSubmit", AgentMoment::prompt},
    {"Notification", AgentMoment::after_tool},
    {"Stop", AgentMoment::turn_end},  // "agentStop" in camelCase
};

bool sent(const json& payload) {
  return payload.contains("sessionId") || payload.contains("tool_result");
}

AgentCall read(const json& payload, std::span<const EventName> known) {
  if (!payload.contains("sessionId")) return read_event(payload, known);
  AgentCall call{.session = text_at(payload, "sessionId")};
  if (payload.contains("toolResult") || payload.contains("notification_type")) {
    call.moment = AgentMoment::after_tool;
    const json arguments = part_at(payload, "toolArgs");
    call.command = text_at(arguments, "command");
    call.background = text_at(arguments, "mode") == "async";
  } else if (payload.contains("source")) {
    call.moment = AgentMoment::session_start;
  } else if (payload.contains("prompt")) {
    call.moment = AgentMoment::prompt;
  } else if (payload.contains("stopReason") && may_go_on(payload)) {
    call.moment = AgentMoment::turn_end;
  }
  return call;
}

}  // namespace

const Agent copilot_agent = {
    .name = "copilot", .events = events, .sent = sent, .read = read, .write = write_top_level};

}  // namespace prodparity
