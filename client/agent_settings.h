#pragma once

#include "core/result.h"
#include "core/settings_edit.h"
#include "io/settings_file.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Where each coding agent reads which hooks it runs, and what is registered there: the files of
// hooks/agents/, in which @PROGRAM@ and @PLUGIN@ are absolute paths. The places are its vendor's.
namespace prodparity {

enum class AgentScope { system, user, project };
std::string_view to_string(AgentScope scope);
std::optional<AgentScope> parse_agent_scope(std::string_view text);

// A file in one of the scopes, below the root, the user's home or the workspace.
struct AgentFile {
  std::string_view folder;         // "etc/codex"
  std::string_view name;           // "hooks.json"
  bool is_program = false;         // OpenCode's plugin itself: all of it is ours
  std::string_view variable = {};  // names another folder in its stead, also outside of the home
};

struct AgentSettings {
  std::string_view agent;  // "codex": of --agent
  std::string_view title;  // "OpenAI Codex CLI"
  AgentFile system, user, project;
  std::string_view user_note = {};  // what else it takes there
  std::string_view project_note = {};

  const AgentFile& file(AgentScope scope) const;
  std::string_view note(AgentScope scope) const;
};

std::span<const AgentSettings> all_agent_settings();
const AgentSettings* find_agent_settings(std::string_view agent);  // null: there is none
std::string agent_settings_names();                                // "claude, codex, ..."

// What the places are relative to, and what is called.
struct AgentTarget {
  AgentScope scope = AgentScope::system;
  std::string folder;      // "/", the home, the workspace
  std::string program;     // absolute, below the folder where that is another root
  bool wake_idle = false;  // also what wakes an idle session, of agents that can be woken

  bool operator==(const AgentTarget&) const = default;
};

// The path can stand in JSON, in a shell command and in a file from which `//` is cut: absolute, of
// letters, digits and `._+@/-`, without `//`.
bool can_be_registered(std::string_view program);

// Where OpenCode's plugin is, machine-wide.
inline constexpr std::string_view agent_plugin =
    "/usr/local/share/prodparity/agents/opencode-plugin.js";

// `environment` gives a variable, empty where it is not set.
SettingsPlace agent_place(const AgentSettings& agent, const AgentTarget& target,
                          const std::function<std::string(std::string_view)>& environment);
// What the file is when it is ours alone.
std::string agent_file_text(const AgentSettings& agent, const AgentTarget& target);
// OpenCode's plugin as it is installed.
std::string agent_plugin_text(const AgentTarget& target);
OwnMarks own_marks(const AgentTarget& target);

}  // namespace prodparity
