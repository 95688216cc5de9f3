#include "client/agent_settings.h"

#include "client/agents/agent.h"
#include "client/embedded.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

namespace prodparity {
namespace {

using nlohmann::json;

const AgentTarget system_target = {
    .scope = AgentScope::system, .folder = "/", .program = "/usr/local/bin/prodparity"};

std::string no_environment(std::string_view) {
  return {};
}

// What is registered, by event; null where it is no list of hooks.
json registered(const AgentSettings& agent, const AgentTarget& target = system_target) {
  return json::parse(agent_file_text(agent, target)).value("hooks", json());
}

const AgentTarget waking_target = {.scope = AgentScope::system,
                                   .folder = "/",
                                   .program = "/usr/local/bin/prodparity",
                                   .wake_idle = true};

// As Copilot names its events in its own files; its payloads, and others' files, have the first
// name.
std::string event_name(std::string_view agent, std::string_view event) {
  if (agent != "copilot") return std::string(event);
  if (event == "UserPromptSubmit") return "userPromptSubmitted";
  if (event == "Stop") return "agentStop";
  std::string name(event);
  name.front() = static_cast<char>(name.front() - 'A' + 'a');
  return name;
}

// The innermost objects: what is run.
std::vector<json> handlers(const json& value) {
  if (value.is_object() && !value.contains("hooks")) return {value};
  std::vector<json> all;
  for (const json& part : value.is_object() ? value["hooks"] : value) {
    for (json& handler : handlers(part))
      all.push_back(std::move(handler));
  }
  return all;
}

}  // namespace

TEST_CASE("agent settings: the events that are registered are those that the agent's hook knows") {
  for (const Agent* const agent : agents()) {
    const AgentSettings* const settings = find_agent_settings(agent->name);
    if (agent->name == "generic") CHECK(settings == nullptr);
    const json hooks = settings == nullptr ? json() : registered(*settings);
    if (hooks.is_null()) continue;
    INFO(agent->name);
    std::set<std::string> known;
    for (const EventName& event : agent->events) {
      if (event.moment != AgentMoment::session_end)  // of who is waited for alone
        known.insert(event_name(agent->name, event.event));
    }
    std::set<std::string> names;
    for (const auto& [name, groups] : hooks.items())
      names.insert(name);
    CHECK(names == known);
  }
}

TEST_CASE("agent settings: every adapter has its entries, and every file of them its adapter") {
  for (const Agent* const agent : agents()) {
    if (agent->name != "generic") CHECK(find_agent_settings(agent->name) != nullptr);
  }
  std::set<std::string> files;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(test::project_folder) + "/hooks/agents"))
    files.insert(file.path().filename().string());
  std::set<std::string> built_in;
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string name(file.name);
    const std::string folder = name == "pre-push" ? "/hooks/git/" : "/hooks/agents/";
    CHECK(file.text == test::read_file(test::project_folder + folder + name));
    if (name != "pre-push") built_in.insert(name);
  }
  CHECK(built_in == files);
  CHECK_FALSE(embedded_text("pre-push").empty());
  CHECK(embedded_text("nothing").empty());
  for (const AgentSettings& agent : all_agent_settings())
    CHECK(files.contains(std::string(agent.agent) + ".json"));
}

TEST_CASE("agent settings: each entry calls our program as that agent, in the time it counts in") {
  for (const AgentSettings& agent : all_agent_settings()) {
    const json hooks = registered(agent);
    CHECK((hooks.size() >= 3 || agent.agent == "opencode"));
    for (const auto& [event, groups] : hooks.items()) {
      INFO(agent.agent << ' ' << event);
      REQUIRE(handlers(groups).size() == 1);
      const std::string handler = handlers(groups)[0].dump();
      CHECK(handler.find("/usr/local/bin/prodparity") != std::string::npos);
      CHECK(handler.find("--agent=" + std::string(agent.agent)) != std::string::npos);
      // Seconds; Gemini counts milliseconds, Qwen takes 1000 and more for milliseconds.
      const json timeout =
          handlers(groups)[0].value(agent.agent == "copilot" ? "timeoutSec" : "timeout", json());
      CHECK(timeout == (agent.agent == "gemini" ? 5000 : 5));
    }
  }
}

TEST_CASE("agent settings: where that is wanted, who can be woken has somebody who waits") {
  for (const AgentSettings& agent : all_agent_settings()) {
    const std::string usual = agent_file_text(agent, system_target);
    CHECK(usual.find("--wait-idle") == std::string::npos);
    CHECK((agent_file_text(agent, waking_target) != usual) == (agent.agent == "claude"));
  }
  CHECK(agent_plugin_text(system_target).find("const wakesIdle = false\n") != std::string::npos);
  CHECK(agent_plugin_text(waking_target).find("const wakesIdle = true\n") != std::string::npos);
  const json hooks = registered(*find_agent_settings("claude"), waking_target);
  for (const std::string event : {"SessionStart", "Stop"}) {
    REQUIRE(hooks[event].size() == 2);
    const json waits = hooks[event][1]["hooks"][0];
    CHECK(waits["asyncRewake"] == true);
    CHECK(waits["args"] == json({"hook", "--agent=claude", "--wait-idle"}));
    CHECK(waits["timeout"] == 86400);
    CHECK(hooks[event][0]["hooks"][0].value("asyncRewake", false) == false);
  }
  CHECK(hooks["SessionEnd"][0]["hooks"][0]["args"] == json({"hook", "--agent=claude"}));
  CHECK(hooks["PostToolUse"].size() == 1);
}

TEST_CASE(
    "agent settings: nothing before a tool of Copilot's, where a failing hook denies the call") {
  const AgentSettings* const copilot = find_agent_settings("copilot");
  REQUIRE(copilot != nullptr);
  const json hooks = registered(*copilot);
  CHECK(hooks.contains("postToolUse"));
  CHECK_FALSE(hooks.contains("preToolUse"));
  CHECK_FALSE(hooks.contains("PreToolUse"));
  CHECK_FALSE(hooks.contains("permissionRequest"));
}

TEST_CASE("agent settings: Codex reads strictly, and only what it knows is in its file") {
  const std::set<std::string> known = {"type", "command", "timeout"};
  const json hooks = registered(*find_agent_settings("codex"));
  CHECK(hooks.size() == 5);
  for (const auto& [event, groups] : hooks.items()) {
    for (const auto& [name, value] : groups[0].items())
      CHECK((name == "matcher" || name == "hooks"));
    const json handler = handlers(groups)[0];
    for (const auto& [name, value] : handler.items())
      CHECK(known.contains(name));
  }
}

TEST_CASE("agent settings: no text that a reader takes for a comment or a variable") {
  for (const AgentSettings& agent : all_agent_settings()) {
    if (agent.file(AgentScope::system).is_program) continue;
    const std::string text = agent_file_text(agent, system_target);
    INFO(agent.agent);
    CHECK(text.find("//") == std::string::npos);  // Cursor cuts it off, also inside of strings
    CHECK(text.find('$') == std::string::npos);   // Gemini and Qwen put variables in
    CHECK(text.find('@') == std::string::npos);   // nothing is left to be filled in
  }
}

TEST_CASE("agent settings: the machine-wide places, and none that takes others' servers away") {
  std::set<std::string> places;
  for (const AgentSettings& agent : all_agent_settings())
    places.insert(agent_place(agent, system_target, no_environment).whole());
  for (const std::string place :
       {"/etc/claude-code/managed-settings.d/50-prodparity.json", "/etc/codex/hooks.json",
        "/etc/gemini-cli/system-defaults.json", "/etc/qwen-code/system-defaults.json",
        "/etc/github-copilot/policy.d/prodparity.json", "/etc/cursor/hooks.json",
        "/etc/opencode/opencode.json"})
    CHECK(places.contains(place));
  CHECK_FALSE(places.contains("/etc/claude-code/managed-mcp.json"));
}

TEST_CASE("agent settings: a variable of the agent moves the user's file, if it is absolute") {
  const AgentTarget user = {.scope = AgentScope::user, .folder = "/home/dev", .program = "/p"};
  const AgentSettings& claude = *find_agent_settings("claude");
  const auto given = [&](std::string value) {
    return agent_place(claude, user,
                       [value](std::string_view name) {
                         return name == "CLAUDE_CONFIG_DIR" ? value : std::string();
                       })
        .whole();
  };
  CHECK(given("") == "/home/dev/.claude/settings.json");
  CHECK(given("/opt/claude") == "/opt/claude/settings.json");
  CHECK(given("relative") == "/home/dev/.claude/settings.json");
}

TEST_CASE("agent settings: a path that shells or readers would read as more is not registered") {
  CHECK(can_be_registered("/usr/local/bin/prodparity"));
  CHECK(can_be_registered("/opt/a-b_c.d+e@f/prodparity"));
  for (const std::string_view path :
       {"", "prodparity", "./prodparity", "/a b", "/a//b", "/a\"b", "/a'b", "/a$b", "/a`b", "/a\nb",
        "/a\\b", "/a;b", "/\xC3\xA4"})
    CHECK_FALSE(can_be_registered(path));
}

}  // namespace prodparity
