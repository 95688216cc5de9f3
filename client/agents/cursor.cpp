// Cursor, by its documentation. Hooks that decide block on invalid JSON: silence is an empty
// object, and its hook before a tool, which would block every tool where our program is gone, is
// not used. At the end of a turn its `stop` would take a person's next message for them
// (`followup_message`), which nothing proves: it is not used.
#include "client/agents/agent.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {

extern const Agent cursor_agent;

namespace {

using nlohmann::json;

constexpr EventName events[] = {
    {"sessionStart", AgentMoment::session_start},
    {"postToolUse", AgentMoment::after_tool},
    {"beforeSubmitPrompt", AgentMoment::prompt},
};

bool sent(const json& payload) {
  return payload.contains("cursor_version");
}

AgentCall read(const json& payload, std::span<const EventName> known) {
  AgentCall call = read_event(payload, known);
  if (call.session.empty()) call.session = text_at(payload, "conversation_id");
  return call;
}

std::string write(const AgentCall&, const std::string& text) {
  return dump_json({{"additional_context", text}}) + '\n';
}

}  // namespace

const Agent cursor_agent = {.name = "cursor",
                            .events = events,
                            .sent = sent,
                            .read = read,
                            .write = write,
                            .silence = "{}\n"};

}  // namespace prodparity
