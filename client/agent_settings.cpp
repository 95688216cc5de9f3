#include "client/agent_settings.h"

#include "client/embedded.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view only_trusted = "it runs hooks of a project in a folder that it trusts";

// Contracts: the vendors' pages on hooks. Never /etc/claude-code/managed-mcp.json, which would take
// away all other MCP servers. Gemini's and Qwen's defaults, not their settings.json of the same
// folder: what is there would override the user's own values.
const std::vector<AgentSettings>& table() {
  static const std::vector<AgentSettings> rows = {
      {.agent = "claude",
       .title = "Claude Code",
       .system = {"etc/claude-code/managed-settings.d", "50-prodparity.json"},
       .user = {".claude", "settings.json", false, "CLAUDE_CONFIG_DIR"},
       .project = {".claude", "settings.json"},
       .project_note = only_trusted},
      {.agent = "codex",
       .title = "OpenAI Codex CLI",
       .system = {"etc/codex", "hooks.json"},
       .user = {".codex", "hooks.json", false, "CODEX_HOME"},
       .project = {".codex", "hooks.json"},
       .user_note = "it leaves hooks out, without a word, until they are approved in /hooks",
       .project_note = "it leaves hooks out, without a word, until they are approved in /hooks"},
      {.agent = "gemini",
       .title = "Gemini CLI",
       .system = {"etc/gemini-cli", "system-defaults.json"},
       .user = {".gemini", "settings.json"},
       .project = {".gemini", "settings.json"},
       .project_note = only_trusted},
      {.agent = "qwen",
       .title = "Qwen Code",
       .system = {"etc/qwen-code", "system-defaults.json"},
       .user = {".qwen", "settings.json"},
       .project = {".qwen", "settings.json"},
       .project_note = only_trusted},
      {.agent = "copilot",
       .title = "GitHub Copilot CLI",
       .system = {"etc/github-copilot/policy.d", "prodparity.json"},
       .user = {".copilot/hooks", "prodparity.json"},
       .project = {".github/hooks", "prodparity.json"},
       .project_note = only_trusted},
      {.agent = "cursor",
       .title = "Cursor",
       .system = {"etc/cursor", "hooks.json"},
       .user = {".cursor", "hooks.json"},
       .project = {".cursor", "hooks.json"},
       .project_note = only_trusted},
      {.agent = "opencode",
       .title = "OpenCode",
       .system = {"etc/opencode", "opencode.json"},
       .user = {".config/opencode/plugins", "prodparity.js", true},
       .project = {".opencode/plugins", "prodparity.js", true}},
  };
  return rows;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string result;
  for (std::size_t at; (at = text.find(what)) != std::string_view::npos;) {
    result += text.substr(0, at);
    result += with;
    text.remove_prefix(at + what.size());
  }
  result += text;
  return result;
}

}  // namespace

std::string_view to_string(AgentScope scope) {
  if (scope == AgentScope::user) return "user";
  return scope == AgentScope::system ? "system" : "project";
}

std::optional<AgentScope> parse_agent_scope(std::string_view text) {
  for (const AgentScope scope : {AgentScope::system, AgentScope::user, AgentScope::project})
    if (to_string(scope) == text) return scope;
  return std::nullopt;
}

const AgentFile& AgentSettings::file(AgentScope scope) const {
  if (scope == AgentScope::user) return user;
  return scope == AgentScope::system ? system : project;
}

std::string_view AgentSettings::note(AgentScope scope) const {
  if (scope == AgentScope::user) return user_note;
  return scope == AgentScope::project ? project_note : std::string_view();
}

std::span<const AgentSettings> all_agent_settings() {
  return table();
}

const AgentSettings* find_agent_settings(std::string_view agent) {
  const auto rows = all_agent_settings();
  const auto found = std::ranges::find(rows, agent, &AgentSettings::agent);
  return found == rows.end() ? nullptr : &*found;
}

std::string agent_settings_names() {
  std::string names;
  for (const AgentSettings& one : all_agent_settings())
    names.append(names.empty() ? "" : ", ").append(one.agent);
  return names;
}

bool can_be_registered(std::string_view program) {
  return program.starts_with('/') && program.find("//") == std::string_view::npos &&
         std::ranges::all_of(program, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("._+@/-").find(c) != std::string_view::npos;
         });
}

SettingsPlace agent_place(const AgentSettings& agent, const AgentTarget& target,
                          const std::function<std::string(std::string_view)>& environment) {
  const AgentFile& file = agent.file(target.scope);
  const std::string elsewhere = file.variable.empty() ? "" : environment(file.variable);
  if (elsewhere.starts_with('/')) return {.folder = elsewhere, .path = std::string(file.name)};
  return {.folder = target.folder, .path = std::string(file.folder) + '/' + std::string(file.name)};
}

std::string agent_file_text(const AgentSettings& agent, const AgentTarget& target) {
  if (agent.file(target.scope).is_program) return agent_plugin_text(target);
  std::string text(embedded_text(std::string(agent.agent) + ".json"));
  const std::string_view more = embedded_text(std::string(agent.agent) + "-wake.json");
  if (target.wake_idle && !more.empty()) text = with_entries(text, more);
  return replaced(replaced(text, "@PROGRAM@", target.program), "@PLUGIN@", agent_plugin);
}

std::string agent_plugin_text(const AgentTarget& target) {
  return replaced(replaced(embedded_text("opencode-plugin.js"), "@PROGRAM@", target.program),
                  "@WAKE_IDLE@", target.wake_idle ? "true" : "false");
}

OwnMarks own_marks(const AgentTarget& target) {
  return {.program = target.program, .plugin = std::string(agent_plugin)};
}

}  // namespace prodparity
