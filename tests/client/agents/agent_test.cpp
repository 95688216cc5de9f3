#include "client/agents/agent.h"

#include "core/agent_cursors.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

struct Case {
  std::string configured;  // --agent
  json payload;
  std::string sender;
  AgentMoment moment;
  std::string session;
  std::string answer;  // to the text T
};

json event(const std::string& name, json more = json::object()) {
  more["hook_event_name"] = name;
  more["session_id"] = "s1";
  return more;
}

std::string nested(const std::string& name) {
  return R"({"hookSpecificOutput":{"additionalContext":"T","hookEventName":")" + name + "\"}}\n";
}

}  // namespace

TEST_CASE("agents: each event, who sent it, and the answer in that agent's contract") {
  const json turn = {{"turn_id", "t"}};
  const json qwen = {{"prompt_id", "p"}, {"timestamp", "2026-11-22T14:24:01.185Z"}};
  const json cursor = {{"cursor_version", "3"}};
  const json at_rest = {{"stop_hook_active", false}};
  const std::string goes_on = "{\"decision\":\"block\",\"reason\":\"T\"}\n";
  const std::vector<Case> cases = {
      {"claude", event("PostToolUse"), "claude", AgentMoment::after_tool, "s1",
       nested("PostToolUse")},
      {"claude", event("PostToolUseFailure"), "claude", AgentMoment::after_tool, "s1",
       nested("PostToolUseFailure")},
      {"claude", event("SessionStart"), "claude", AgentMoment::session_start, "s1",
       nested("SessionStart")},
      {"claude", event("UserPromptSubmit"), "claude", AgentMoment::prompt, "s1",
       nested("UserPromptSubmit")},
      {"claude", event("Stop", at_rest), "claude", AgentMoment::turn_end, "s1", goes_on},
      // A hook made it go on already, or it does not say whether one did: never a loop.
      {"claude", event("Stop", {{"stop_hook_active", true}}), "claude", AgentMoment::other, "s1",
       ""},
      {"claude", event("Stop", {{"stop_hook_active", 0}}), "claude", AgentMoment::other, "s1", ""},
      {"claude", event("Stop"), "claude", AgentMoment::other, "s1", ""},
      {"codex", event("Stop", {{"turn_id", "t"}, {"stop_hook_active", false}}), "codex",
       AgentMoment::turn_end, "s1", goes_on},
      {"gemini", event("AfterAgent", at_rest), "gemini", AgentMoment::turn_end, "s1", goes_on},
      {"gemini", event("AfterAgent", {{"stop_hook_active", true}}), "gemini", AgentMoment::other,
       "s1", ""},
      {"qwen", event("Stop", {{"prompt_id", "p"}, {"timestamp", "t"}, {"stop_hook_active", false}}),
       "qwen", AgentMoment::turn_end, "s1", goes_on},
      {"cursor", event("stop", {{"cursor_version", "3"}, {"stop_hook_active", false}}), "cursor",
       AgentMoment::other, "s1", ""},
      {"codex", event("PostToolUse", turn), "codex", AgentMoment::after_tool, "s1",
       nested("PostToolUse")},
      {"codex", event("SessionStart"), "codex", AgentMoment::session_start, "s1",
       nested("SessionStart")},
      {"gemini", event("AfterTool"), "gemini", AgentMoment::after_tool, "s1", nested("AfterTool")},
      {"gemini", event("BeforeAgent"), "gemini", AgentMoment::prompt, "s1", nested("BeforeAgent")},
      {"qwen", event("PostToolUse", qwen), "qwen", AgentMoment::after_tool, "s1",
       nested("PostToolUse")},
      {"copilot",
       {{"sessionId", "s1"}, {"toolResult", json::object()}},
       "copilot",
       AgentMoment::after_tool,
       "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"copilot",
       {{"sessionId", "s1"}, {"source", "new"}, {"initialPrompt", "x"}},
       "copilot",
       AgentMoment::session_start,
       "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"copilot",
       {{"sessionId", "s1"}, {"prompt", "x"}},
       "copilot",
       AgentMoment::prompt,
       "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"copilot",
       {{"sessionId", "s1"}, {"stopReason", "end_turn"}},
       "copilot",
       AgentMoment::other,
       "s1",
       ""},
      {"copilot",
       {{"sessionId", "s1"}, {"stopReason", "end_turn"}, {"stop_hook_active", false}},
       "copilot",
       AgentMoment::turn_end,
       "s1",
       goes_on},
      {"copilot",
       {{"sessionId", "s1"}, {"notification_type", "shell_completed"}},
       "copilot",
       AgentMoment::after_tool,
       "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"cursor", event("postToolUse", cursor), "cursor", AgentMoment::after_tool, "s1",
       "{\"additional_context\":\"T\"}\n"},
      {"opencode", event("session.start"), "opencode", AgentMoment::session_start, "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"opencode", event("tool.execute.after"), "opencode", AgentMoment::after_tool, "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"opencode", event("chat.message"), "opencode", AgentMoment::prompt, "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"opencode", event("tool.execute.before"), "opencode", AgentMoment::before_tool, "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"opencode", event("session.idle"), "opencode", AgentMoment::idle, "s1",
       "{\"additionalContext\":\"T\"}\n"},
      {"claude", event("SessionEnd"), "claude", AgentMoment::session_end, "s1",
       nested("SessionEnd")},
      {"generic", {{"session_id", "s1"}}, "generic", AgentMoment::after_tool, "s1", "T\n"},
      {"nobody", json::object(), "generic", AgentMoment::after_tool, "", "T\n"},
      // Run by another agent's configuration: answered in the contract of who runs it.
      {"claude", event("PostToolUse", {{"tool_result", json::object()}}), "copilot",
       AgentMoment::after_tool, "s1", "{\"additionalContext\":\"T\"}\n"},
      {"claude", event("postToolUse", cursor), "cursor", AgentMoment::after_tool, "s1",
       "{\"additional_context\":\"T\"}\n"},
      {"claude", event("PostToolUse", turn), "codex", AgentMoment::after_tool, "s1",
       nested("PostToolUse")},
  };
  for (const Case& one : cases) {
    INFO(one.payload.dump());
    const Agent& agent = agent_of(one.payload, one.configured);
    CHECK(agent.name == one.sender);
    const AgentCall call = agent.read(one.payload, agent.events);
    CHECK(call.moment == one.moment);
    CHECK(call.session == one.session);
    if (call.moment != AgentMoment::other) CHECK(agent.write(call, "T") == one.answer);
  }
}

TEST_CASE(
    "agents: a tool's call has its beginning, id, command and duration where the agent says") {
  using std::chrono::milliseconds;
  const json input = {{"command", "make deps"}, {"description", "d"}};
  struct ToolCase {
    std::string configured;
    json payload;
    AgentCall call;
  };
  const std::vector<ToolCase> cases = {
      {"claude",
       event("PreToolUse", {{"tool_use_id", "toolu_1"}, {"tool_input", input}}),
       {.moment = AgentMoment::before_tool,
        .session = "s1",
        .event = "PreToolUse",
        .tool_call = "toolu_1",
        .command = "make deps"}},
      {"claude",
       event("PostToolUse",
             {{"tool_use_id", "toolu_1"}, {"tool_input", input}, {"duration_ms", 49U}}),
       {.moment = AgentMoment::after_tool,
        .session = "s1",
        .event = "PostToolUse",
        .tool_call = "toolu_1",
        .command = "make deps",
        .duration = milliseconds(49)}},
      {"claude",
       event("PostToolUse",
             {{"tool_input", input}, {"tool_response", {{"backgroundTaskId", "bfw5"}}}}),
       {.moment = AgentMoment::after_tool,
        .session = "s1",
        .event = "PostToolUse",
        .command = "make deps",
        .background = true}},
      // A prompt is no tool's call, whatever it carries.
      {"claude",
       event("UserPromptSubmit", {{"tool_use_id", "toolu_1"}, {"tool_input", input}}),
       {.moment = AgentMoment::prompt, .session = "s1", .event = "UserPromptSubmit"}},
      {"codex",
       event("PreToolUse", {{"turn_id", "t"}, {"tool_use_id", "call_0"}, {"tool_input", input}}),
       {.moment = AgentMoment::before_tool,
        .session = "s1",
        .event = "PreToolUse",
        .tool_call = "call_0",
        .command = "make deps"}},
      {"gemini",
       event("BeforeTool", {{"tool_input", input}}),
       {.moment = AgentMoment::before_tool,
        .session = "s1",
        .event = "BeforeTool",
        .command = "make deps"}},
      {"qwen",
       event("PostToolUse", {{"tool_call_id", "call_0"},
                             {"tool_use_id", "toolu_1"},
                             {"tool_input", {{"command", "make"}, {"is_background", true}}}}),
       {.moment = AgentMoment::after_tool,
        .session = "s1",
        .event = "PostToolUse",
        .tool_call = "toolu_1",
        .command = "make",
        .background = true}},
      // Its hook before a tool blocks on what is no JSON: nothing of ours answers it.
      {"cursor",
       event("preToolUse", {{"cursor_version", "3"}, {"tool_input", input}}),
       {.moment = AgentMoment::other, .session = "s1", .event = "preToolUse"}},
      {"copilot",
       {{"sessionId", "s1"},
        {"toolResult", json::object()},
        {"toolArgs", {{"command", "make deps"}, {"mode", "async"}}}},
       {.moment = AgentMoment::after_tool,
        .session = "s1",
        .command = "make deps",
        .background = true}},
      // Its hook before a tool fails closed: nothing of ours answers it.
      {"copilot",
       {{"sessionId", "s1"}, {"toolName", "bash"}, {"toolArgs", input}},
       {.moment = AgentMoment::other, .session = "s1"}},
      {"generic",
       {{"session_id", "s1"}, {"tool_use_id", "7"}, {"command", "make deps"}},
       {.moment = AgentMoment::after_tool,
        .session = "s1",
        .tool_call = "7",
        .command = "make deps"}},
      // Of other types, nothing is taken.
      {"claude",
       event("PostToolUse", {{"tool_use_id", 7},
                             {"tool_input", "make"},
                             {"tool_response", json::array()},
                             {"duration_ms", -3}}),
       {.moment = AgentMoment::after_tool, .session = "s1", .event = "PostToolUse"}},
  };
  for (const ToolCase& one : cases) {
    INFO(one.payload.dump());
    const Agent& agent = agent_of(one.payload, one.configured);
    CHECK(agent.read(one.payload, agent.events) == one.call);
  }
}

TEST_CASE("agents: a tool's command is denied in that agent's contract, or not at all") {
  const std::string permission =
      R"({"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny",)"
      R"("permissionDecisionReason":"R"}})"
      "\n";
  const std::map<std::string, std::string, std::less<>> denials = {
      {"claude", permission},
      {"codex", permission},
      {"qwen", permission},
      {"gemini", "{\"decision\":\"deny\",\"reason\":\"R\"}\n"},
      {"opencode", "{\"denied\":\"R\"}\n"}};
  for (const Agent* const agent : agents()) {
    INFO(agent->name);
    const auto denial = denials.find(agent->name);
    // Of the others the hook before a tool stops every tool where it fails, or there is none.
    CHECK((agent->deny != nullptr) == (denial != denials.end()));
    if (agent->deny == nullptr) continue;
    const AgentCall call = {.moment = AgentMoment::before_tool, .event = "PreToolUse"};
    CHECK(agent->deny(call, "R") == denial->second);
  }
}

TEST_CASE("agents: real events of six agents are whose they are, and of the moment they are") {
  const auto folder = test::shared_data("agent-hooks");
  if (!folder) return;
  // What each agent's files begin with -> --agent, and which events have a moment.
  const std::map<std::string, std::string> names = {{"claude-code", "claude"},
                                                    {"codex", "codex"},
                                                    {"gemini-cli", "gemini"},
                                                    {"qwen-code", "qwen"},
                                                    {"copilot-cli", "copilot"}};
  const std::set<std::string> after = {"claude-code-PostToolUse",
                                       "claude-code-PostToolUse-background",
                                       "claude-code-PostToolUseFailure",
                                       "codex-PostToolUse",
                                       "codex-PostToolUse-nonzero-exit",
                                       "gemini-cli-AfterTool",
                                       "gemini-cli-AfterTool-background",
                                       "gemini-cli-AfterTool-nonzero-exit",
                                       "qwen-code-PostToolUse",
                                       "qwen-code-PostToolUseFailure",
                                       "copilot-cli-postToolUse",
                                       "copilot-cli-postToolUse-async",
                                       "copilot-cli-postToolUse-nonzero-exit",
                                       "copilot-cli-PostToolUse-pascal",
                                       "copilot-cli-notification-shell_completed"};
  const std::set<std::string> start = {"claude-code-SessionStart", "codex-SessionStart",
                                       "gemini-cli-SessionStart", "qwen-code-SessionStart",
                                       "copilot-cli-sessionStart"};
  const std::set<std::string> prompt = {"claude-code-UserPromptSubmit",
                                        "codex-UserPromptSubmit",
                                        "gemini-cli-BeforeAgent",
                                        "qwen-code-UserPromptSubmit",
                                        "qwen-code-UserPromptSubmit-second",
                                        "copilot-cli-userPromptSubmitted"};
  const std::set<std::string> before = {"claude-code-PreToolUse", "codex-PreToolUse",
                                        "gemini-cli-BeforeTool", "qwen-code-PreToolUse"};
  const std::set<std::string> end = {"claude-code-Stop", "codex-Stop", "gemini-cli-AfterAgent",
                                     "qwen-code-Stop", "copilot-cli-agentStop"};
  std::size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    const std::string stem = file.path().stem().string();
    const auto name = std::ranges::find_if(
        names, [&](const auto& entry) { return stem.starts_with(entry.first + '-'); });
    if (name == names.end() || file.path().extension() != ".json") continue;
    const json document = json::parse(test::read_file(file.path().string()));
    if (!document.contains("stdin") || !document["stdin"].is_object()) continue;
    INFO(stem);
    const json& payload = document["stdin"];
    const Agent& agent = agent_of(payload, name->second);
    CHECK(agent.name == name->second);
    const AgentCall call = agent.read(payload, agent.events);
    const AgentMoment wanted = after.contains(stem)               ? AgentMoment::after_tool
                               : before.contains(stem)            ? AgentMoment::before_tool
                               : start.contains(stem)             ? AgentMoment::session_start
                               : prompt.contains(stem)            ? AgentMoment::prompt
                               : end.contains(stem)               ? AgentMoment::turn_end
                               : stem == "claude-code-SessionEnd" ? AgentMoment::session_end
                                                                  : AgentMoment::other;
    CHECK(call.moment == wanted);
    if (wanted != AgentMoment::other) CHECK(is_agent_session(call.session));
    const bool notified = stem == "copilot-cli-notification-shell_completed";
    const bool of_tool = (after.contains(stem) && !notified) || before.contains(stem);
    CHECK(call.command.empty() != of_tool);
    CHECK(call.background == (stem.ends_with("-background") || stem.ends_with("-async")));
    ++seen;
  }
  CHECK(seen >= 40);
}

TEST_CASE("agents: what is no event of theirs tells nothing, and throws nothing") {
  const std::vector<json> odd = {
      json::object(),           {{"hook_event_name", 7}},   {{"session_id", json::array()}},
      {{"sessionId", nullptr}}, {{"cursor_version", true}}, {{"tool_call_id", json::object()}}};
  for (const Agent* const agent : agents()) {
    for (const json& payload : odd) {
      INFO(agent->name << ' ' << payload.dump());
      CHECK(agent->read(payload, agent->events).session.empty());
    }
  }
  CHECK(agent_of(json::array(), "codex").name == "codex");
}

}  // namespace prodparity
