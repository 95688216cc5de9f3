// Any other agent, or a script: {"session_id": ...} or nothing on standard input, plain text out.
// Of a tool's call it may give `tool_use_id` and `command`.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent generic_agent;

namespace {

using nlohmann::json;

AgentCall read(const json& payload, std::span<const EventName>) {
  return {.moment = AgentMoment::after_tool,
          .session = text_at(payload, "session_id"),
          .event = text_at(payload, "hook_event_name"),
          .tool_call = text_at(payload, "tool_use_id"),
          .command = text_at(payload, "command")};
}

std::string write(const AgentCall&, const std::string& text) {
  return text + '\n';
}

}  // namespace

const Agent generic_agent = {.name = "generic", .read = read, .write = write};

}  // namespace prodparity
