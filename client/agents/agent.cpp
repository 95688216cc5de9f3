#include "client/agents/agent.h"

#include "core/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace prodparity {

#define AGENT(name) extern const Agent name##_agent;
#include "client/agents/list.def"
#undef AGENT

namespace {

using nlohmann::json;

const Agent* const all[] = {
#define AGENT(name) &name##_agent,
#include "client/agents/list.def"
#undef AGENT
};

bool is_true(const json& object, const char* key) {
  return part_at(object, key) == json(true);
}

std::string write_go_on(const std::string& text) {
  return dump_json({{"decision", "block"}, {"reason", text}}) + '\n';
}

}  // namespace

std::span<const Agent* const> agents() {
  return all;
}

const Agent& agent_of(const json& payload, std::string_view name) {
  if (payload.is_object()) {
    for (const Agent* const agent : all) {
      if (agent->sent != nullptr && agent->sent(payload)) return *agent;
    }
  }
  const auto* const named =
      std::ranges::find(all, name, [](const Agent* agent) { return agent->name; });
  return named == std::end(all) ? generic_agent : **named;
}

bool goes_idle(const Agent& agent, const AgentCall& call) {
  const auto known = std::ranges::find(agent.events, call.event, &EventName::event);
  return known != agent.events.end() &&
         (known->moment == AgentMoment::session_start || known->moment == AgentMoment::turn_end ||
          known->moment == AgentMoment::idle);
}

AgentCall read_event(const json& payload, std::span<const EventName> events) {
  AgentCall call{.session = text_at(payload, "session_id"),
                 .event = text_at(payload, "hook_event_name")};
  const auto known = std::ranges::find(events, call.event, &EventName::event);
  if (known != events.end()) call.moment = known->moment;
  if (call.moment == AgentMoment::turn_end && !may_go_on(payload)) call.moment = AgentMoment::other;
  if (call.moment != AgentMoment::before_tool && call.moment != AgentMoment::after_tool)
    return call;
  const json input = part_at(payload, "tool_input");
  call.tool_call = text_at(payload, "tool_use_id");
  call.command = text_at(input, "command");
  if (const json duration = part_at(payload, "duration_ms"); duration.is_number_unsigned())
    call.duration = std::chrono::milliseconds(number_at(payload, "duration_ms"));
  call.background = is_true(input, "run_in_background") || is_true(input, "is_background") ||
                    !text_at(part_at(payload, "tool_response"), "backgroundTaskId").empty();
  return call;
}

bool may_go_on(const json& payload) {
  return part_at(payload, "stop_hook_active") == json(false);
}

std::string write_additional_context(const AgentCall& call, const std::string& text) {
  if (call.moment == AgentMoment::turn_end) return write_go_on(text);
  return dump_json({{"hookSpecificOutput",
                     {{"hookEventName", call.event}, {"additionalContext", text}}}}) +
         '\n';
}

std::string write_denied_permission(const AgentCall& call, const std::string& reason) {
  return dump_json({{"hookSpecificOutput",
                     {{"hookEventName", call.event},
                      {"permissionDecision", "deny"},
                      {"permissionDecisionReason", reason}}}}) +
         '\n';
}

std::string write_top_level(const AgentCall& call, const std::string& text) {
  if (call.moment == AgentMoment::turn_end) return write_go_on(text);
  return dump_json({{"additionalContext", text}}) + '\n';
}

}  // namespace prodparity
