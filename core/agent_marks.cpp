#include "core/agent_marks.h"

#include "core/text.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

struct Mark {
  std::string_view variable;
  std::string_view agent;
  bool is_session = false;  // its value is the session, as the agent's hooks name it
};

// In the order in which they decide: forks keep the marks of what they were forked from, so theirs
// come first (Amp before Claude Code, Qwen Code before Gemini CLI). CLAUDECODE alone is no mark:
// the terminal of an editor may have it.
constexpr std::array<Mark, 23> marks = {{
    {"AMP_CURRENT_THREAD_ID", "amp"},
    {"CLAUDE_CODE_SESSION_ID", "claude", true},
    {"CODEX_SESSION_ID", "codex", true},
    {"CODEX_THREAD_ID", "codex", true},
    {"QWEN_CODE_SESSION_ID", "qwen", true},
    {"COPILOT_AGENT_SESSION_ID", "copilot", true},
    {"CLAUDE_CODE_CHILD_SESSION", "claude"},
    {"CODEX_CI", "codex"},
    {"QWEN_CODE", "qwen"},
    {"GEMINI_CLI", "gemini"},
    {"COPILOT_CLI", "copilot"},
    {"OPENCODE", "opencode"},
    {"CURSOR_AGENT", "cursor"},
    {"CLINE_ACTIVE", "cline"},
    {"ROO_ACTIVE", "roo"},
    {"CRUSH", "crush"},
    {"GOOSE_TERMINAL", "goose"},
    {"AUGMENT_AGENT", "augment"},
    {"ANTIGRAVITY_AGENT", "antigravity"},
    {"TRAE_AI_SHELL_ID", "trae"},
    {"REPL_ID", "replit"},
    {"AI_AGENT", "generic"},
    {"AGENT", "generic"},
}};

}  // namespace

AgentSession agent_of_environment(std::string_view environment) {
  const std::vector<std::string_view> variables = split(environment, '\0');
  for (const Mark& mark : marks) {
    for (const std::string_view variable : variables) {
      if (!variable.starts_with(mark.variable) || variable.size() <= mark.variable.size() + 1 ||
          variable[mark.variable.size()] != '=')
        continue;
      AgentSession found{.agent = std::string(mark.agent), .session = {}};
      const std::string_view value = variable.substr(mark.variable.size() + 1);
      if (mark.is_session && is_agent_session(value)) found.session = value;
      return found;
    }
  }
  return {};
}

}  // namespace prodparity
