// Gemini CLI. What is no JSON it shows to the person, never to the model.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent gemini_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"SessionStart", AgentMoment::session_start}, {"BeforeTool", AgentMoment::before_tool},
    {"AfterTool", AgentMoment::after_tool},       {"BeforeAgent", AgentMoment::prompt},
    {"AfterAgent", AgentMoment::turn_end},
};

bool sent(const json& payload) {
  const std::string event = text_at(payload, "hook_event_name");
  return event == "AfterTool" || event == "BeforeTool" || event == "BeforeAgent" ||
         event == "AfterAgent";
}

std::string deny(const AgentCall&, const std::string& reason) {
  return dump_json({{"decision", "deny"}, {"reason", reason}}) + '\n';
}

}  // namespace

const Agent gemini_agent = {.name = "gemini", .events = events, .sent = sent, .deny = deny};

}  // namespace prodparity
