#include "core/agent_marks.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity {
namespace {

AgentSession of(std::string_view first, std::string_view second = "HOME=/root") {
  return agent_of_environment(std::string(first) + '\0' + std::string(second) + '\0');
}

}  // namespace

TEST_CASE("agent marks: a session is known where the agent names it") {
  CHECK(of("CLAUDE_CODE_SESSION_ID=5434-a") == AgentSession{"claude", "5434-a"});
  CHECK(of("CODEX_SESSION_ID=01a2") == AgentSession{"codex", "01a2"});
  CHECK(of("CODEX_THREAD_ID=01a2") == AgentSession{"codex", "01a2"});
  CHECK(of("QWEN_CODE_SESSION_ID=4a", "GEMINI_CLI=1") == AgentSession{"qwen", "4a"});
  CHECK(of("COPILOT_CLI=1", "COPILOT_AGENT_SESSION_ID=28") == AgentSession{"copilot", "28"});
}

TEST_CASE("agent marks: others are known as agents without a session") {
  CHECK(of("GEMINI_CLI=1") == AgentSession{"gemini", ""});
  CHECK(of("OPENCODE=1") == AgentSession{"opencode", ""});
  CHECK(of("AI_AGENT=new-one_1") == AgentSession{"generic", ""});
  // Amp sets Claude Code's too.
  CHECK(of("CLAUDE_CODE_SESSION_ID=a", "AMP_CURRENT_THREAD_ID=T-1") == AgentSession{"amp", ""});
}

TEST_CASE("agent marks: a person's terminal is nobody's, and no mark holds more than it may") {
  CHECK(agent_of_environment("") == AgentSession{});
  CHECK(of("CLAUDECODE=1") == AgentSession{});  // an editor's terminal may have it
  CHECK(of("MY_GEMINI_CLI=1", "GEMINI_CLI_HOME=/x") == AgentSession{});
  CHECK(of("GEMINI_CLI=") == AgentSession{});
  CHECK(of("CLAUDE_CODE_SESSION_ID=a b\n") == AgentSession{"claude", ""});
  CHECK(of("CLAUDE_CODE_SESSION_ID=" + std::string(129, 'x')) == AgentSession{"claude", ""});
}

}  // namespace prodparity
