#include "core/attribution/agent_marks.h"

#include "core/agent_cursors.h"
#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// One line an agent.
constexpr AgentMarks table[] = {
    {"amp", "Amp", "amp", "@sourcegraph/amp", "AMP_CURRENT_THREAD_ID", "AMP_CURRENT_THREAD_ID", ""},
    {"codex", "Codex", "codex", "@openai/codex", "CODEX_CI CODEX_TOOL_CALL_ID CODEX_THREAD_ID",
     "CODEX_THREAD_ID CODEX_SESSION_ID", "CODEX_TOOL_CALL_ID"},
    {"qwen", "Qwen Code", "qwen", "@qwen-code/qwen-code", "QWEN_CODE QWEN_CODE_SESSION_ID",
     "QWEN_CODE_SESSION_ID", ""},
    {"copilot", "GitHub Copilot", "copilot", "@github/copilot",
     "COPILOT_CLI COPILOT_AGENT_SESSION_ID", "COPILOT_AGENT_SESSION_ID", ""},
    {"opencode", "OpenCode", "opencode", "opencode-ai", "OPENCODE", "", ""},
    {"cursor", "Cursor", "", "", "CURSOR_AGENT", "", ""},
    {"cline", "Cline", "", "", "CLINE_ACTIVE", "", ""},
    {"roo", "Roo Code", "", "", "ROO_ACTIVE", "", ""},
    {"crush", "Crush", "crush", "@charmland/crush", "CRUSH AGENT=crush", "", ""},
    {"goose", "Goose", "goose", "", "GOOSE_TERMINAL", "", ""},
    {"auggie", "Augment", "auggie", "@augmentcode/auggie", "AUGMENT_AGENT", "", ""},
    {"antigravity", "Antigravity", "", "", "ANTIGRAVITY_AGENT", "", ""},
    {"trae", "Trae", "", "", "TRAE_AI_SHELL_ID", "", ""},
    {"gemini", "Gemini CLI", "gemini", "@google/gemini-cli", "GEMINI_CLI", "", ""},
    {"claude", "Claude Code", "claude", "@anthropic-ai/claude-code",
     "CLAUDE_CODE_CHILD_SESSION AI_AGENT=claude-code CLAUDECODE?", "CLAUDE_CODE_SESSION_ID", ""},
    {"other", "another agent", "", "", "AI_AGENT", "", ""},
};

using Variables = std::map<std::string_view, std::string_view>;

Variables variables_of(std::string_view environment) {
  Variables variables;
  for (const std::string_view entry : split(environment, '\0')) {
    const std::size_t equals = entry.find('=');
    // Of two of one name a program gets the first.
    if (equals != std::string_view::npos)
      variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return variables;
}

bool is_set(const Variables& variables, std::string_view name, std::string_view beginning) {
  const auto found = variables.find(name);
  if (found == variables.end()) return false;
  const std::string_view value = found->second;
  return !value.empty() && value != "0" && value != "false" && value.starts_with(beginning);
}

std::string id_in(const Variables& variables, std::string_view names) {
  for (const std::string_view name : split(names, ' ')) {
    const auto found = variables.find(name);
    if (!name.empty() && found != variables.end() && is_agent_session(found->second))
      return std::string(found->second);
  }
  return {};
}

// The generic variable says nothing more where it is one of an agent that was found.
bool says_more(const AgentMarks& agent, const std::vector<FoundMarks>& found) {
  return agent.name != "other" || found.empty();
}

}  // namespace

std::span<const AgentMarks> all_agent_marks() {
  return table;
}

const AgentMarks* find_agent_marks(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &AgentMarks::name);
  return found == std::end(table) ? nullptr : found;
}

std::string agent_title(std::string_view name) {
  if (const AgentMarks* const agent = find_agent_marks(name)) return std::string(agent->title);
  if (name.empty() || name == "generic") return "an agent";
  return printable(name, limits::agent_name_bytes);
}

std::vector<FoundMarks> marks_in(std::string_view environment) {
  const Variables variables = variables_of(environment);
  std::vector<FoundMarks> all;
  for (const AgentMarks& agent : table) {
    FoundMarks found{.agent = &agent};
    for (std::string_view mark : split(agent.marks, ' ')) {
      const bool sure = !mark.ends_with('?');
      if (!sure) mark.remove_suffix(1);
      const std::size_t equals = std::min(mark.find('='), mark.size());
      const std::string_view beginning = mark.substr(std::min(equals + 1, mark.size()));
      if (!is_set(variables, mark.substr(0, equals), beginning) || found.sure) continue;
      found.variable = mark.substr(0, equals);
      found.sure = sure;
    }
    if (found.variable.empty() || !says_more(agent, all)) continue;
    found.session = id_in(variables, agent.session);
    found.tool_call = id_in(variables, agent.tool_call);
    all.push_back(std::move(found));
  }
  return all;
}

}  // namespace prodparity
