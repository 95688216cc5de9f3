#pragma once

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Coding agents run `prodparity hook` around their tool calls: JSON on standard input, an answer on
// standard output. One file an agent; what each takes is the contract of its vendor, and the same
// text reaches the model by a field that differs in each. Pure.
namespace prodparity {

enum class AgentMoment {
  session_start,
  before_tool,  // its time begins, unless it is denied; nothing is told
  after_tool,   // also of a tool that failed, and of a background command that ended
  prompt,       // a person's
  turn_end,     // it would stop now, and goes on where it is told something
  idle,         // its turn is over; nothing is told but to who waits for it
  session_end,  // nobody waits for it any more; nothing is told
  other,        // nothing is asked, nothing is told
};

// One call of the hook, from the agent's JSON. All of it is untrusted.
struct AgentCall {
  AgentMoment moment = AgentMoment::other;
  std::string session;  // empty: it does not say
  std::string event;    // as the agent names it
  // Of the tool's call.
  std::string tool_call;                              // its id; empty: it has none
  std::string command;                                // empty: it runs none. May hold secrets
  std::optional<std::chrono::milliseconds> duration;  // how long it took
  bool background = false;                            // what it runs goes on after this event

  bool operator==(const AgentCall&) const = default;
};

struct EventName {
  std::string_view event;
  AgentMoment moment;
};

// What most agents share: `hook_event_name`, `session_id`, `tool_use_id`, `duration_ms` and the
// `command` of `tool_input`, and
// {"hookSpecificOutput":{"hookEventName":EVENT,"additionalContext":TEXT}}, strictly that; at the
// end of a turn {"decision":"block","reason":TEXT}.
AgentCall read_event(const nlohmann::json& payload, std::span<const EventName> events);
std::string write_additional_context(const AgentCall& call, const std::string& text);
// {"additionalContext":TEXT}; at the end of a turn as above.
std::string write_top_level(const AgentCall& call, const std::string& text);
// {"hookSpecificOutput":{"hookEventName":EVENT,"permissionDecision":"deny",
// "permissionDecisionReason":REASON}}
std::string write_denied_permission(const AgentCall& call, const std::string& reason);

// Whether a turn that ends is one that a person began: an agent that a hook made go on says
// `stop_hook_active`, and one that does not say is never made to.
bool may_go_on(const nlohmann::json& payload);

// How an idle session is woken by what `prodparity hook --wait-idle` ends with.
enum class Wake {
  never,
  by_exit,    // exit status 2 with the text on standard error: Claude Code's asyncRewake
  by_answer,  // as it answers at a prompt, which is then written for it
};

// A variable of the environment; empty where it is not set.
using AgentEnvironment = std::function<std::string(const char*)>;

struct Agent {
  std::string_view name;  // of --agent
  std::span<const EventName> events;
  // The payload is surely this agent's. Several agents run each other's configuration, so --agent
  // is only what the configuration says. Null: nothing in it would tell.
  bool (*sent)(const nlohmann::json& payload) = nullptr;
  AgentCall (*read)(const nlohmann::json& payload, std::span<const EventName> events) = read_event;
  // What to print so that the model reads `text`. Not called for `other`.
  std::string (*write)(const AgentCall& call, const std::string& text) = write_additional_context;
  // What to print before a tool so that it is not run and the model reads why. Null: it has no such
  // word, or a fault of ours would stop every tool.
  std::string (*deny)(const AgentCall& call, const std::string& reason) = nullptr;
  std::string_view silence;  // what to print where there is nothing to tell
  Wake wake = Wake::never;
  // Whether who runs the hook can be woken. Null: always.
  bool (*can_be_woken)(const AgentEnvironment& environment) = nullptr;
};

std::span<const Agent* const> agents();
// Whether the session is idle once this event is over, until somebody writes to it.
bool goes_idle(const Agent& agent, const AgentCall& call);
// Who sent this: the agent whose marks the payload has, else the one of that name, else `generic`.
const Agent& agent_of(const nlohmann::json& payload, std::string_view name);

}  // namespace prodparity
