// Any other agent, or a script: {"session_id": ...} or nothing on standard input, plain text out.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent generic_agent;

namespace {

using nlohmann::json;

bool sent(const json& payload) {
  static_cast<void>(payload);
  return false;
}

AgentCall read(const json& payload) {
  return {.moment = AgentMoment::after_tool,
          .session = text_at(payload, "session_id"),
          .event = text_at(payload, "hook_event_name")};
}

std::string write(const AgentCall&, const std::string& text) {
  return text + '\n';
}

}  // namespace

const Agent generic_agent = {.name = "generic",
                             .title = "an agent",
                             .sent = sent,
                             .read = read,
                             .write = write,
                             .silence = ""};

}  // namespace prodparity
