#include "core/attribution/agent_marks.h"

#include "tests/support/catch.h"

#include <set>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using namespace std::string_literals;

struct Seen {
  std::string agent;
  bool sure = false;
  std::string session;
  std::string tool_call;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> seen_in(const std::string& environment) {
  std::vector<Seen> seen;
  for (const FoundMarks& found : marks_in(environment))
    seen.push_back({std::string(found.agent->name), found.sure, found.session, found.tool_call});
  return seen;
}

}  // namespace

TEST_CASE("agent marks: an environment says which agents' it is, with session and tool call") {
  struct Case {
    std::string environment;
    std::vector<Seen> seen;
  };
  const std::vector<Case> cases = {
      {"HOME=/root\0PATH=/bin\0"s, {}},
      {"CLAUDECODE=1\0CLAUDE_CODE_CHILD_SESSION=1\0CLAUDE_CODE_SESSION_ID=5434\0"s,
       {{"claude", true, "5434", ""}}},
      // A person's terminal in an editor has this one too.
      {"CLAUDECODE=1\0"s, {{"claude", false, "", ""}}},
      {"CODEX_CI=1\0CODEX_THREAD_ID=01a2\0CODEX_TOOL_CALL_ID=call_0\0"s,
       {{"codex", true, "01a2", "call_0"}}},
      {"GEMINI_CLI=1\0"s, {{"gemini", true, "", ""}}},
      {"COPILOT_CLI=1\0COPILOT_AGENT_SESSION_ID=2898\0"s, {{"copilot", true, "2898", ""}}},
      {"OPENCODE=1\0AGENT=1\0"s, {{"opencode", true, "", ""}}},
      // Who leaves another's marks beside its own comes first.
      {"GEMINI_CLI=1\0QWEN_CODE=1\0QWEN_CODE_SESSION_ID=4a24\0"s,
       {{"qwen", true, "4a24", ""}, {"gemini", true, "", ""}}},
      {"CLAUDECODE=1\0AMP_CURRENT_THREAD_ID=T-1\0"s,
       {{"amp", true, "T-1", ""}, {"claude", false, "", ""}}},
      {"AGENT=crush\0AI_AGENT=crush\0"s, {{"crush", true, "", ""}}},
      {"AI_AGENT=somebody\0"s, {{"other", true, "", ""}}},
      {"AI_AGENT=claude-code_2-1-330_agent\0"s, {{"claude", true, "", ""}}},
      // What is set to nothing, or off, marks nothing; an id of other characters is none.
      {"GEMINI_CLI=\0QWEN_CODE=0\0OPENCODE=false\0XGEMINI_CLI=1\0"s, {}},
      {"CODEX_CI=1\0CODEX_THREAD_ID=a b\0"s, {{"codex", true, "", ""}}},
      {"GEMINI_CLI=1"s, {{"gemini", true, "", ""}}},  // cut
      {"\0\0=\0GEMINI_CLI"s, {}},
  };
  for (const Case& one : cases) {
    INFO(one.environment);
    CHECK(seen_in(one.environment) == one.seen);
  }
}

TEST_CASE("agent marks: each agent is in the table once, with marks and a title") {
  std::set<std::string_view> names;
  for (const AgentMarks& agent : all_agent_marks()) {
    INFO(agent.name);
    CHECK(names.insert(agent.name).second);
    CHECK_FALSE(agent.marks.empty());
    CHECK(agent_title(agent.name) == agent.title);
    CHECK(find_agent_marks(agent.name) == &agent);
  }
  CHECK(find_agent_marks("nobody") == nullptr);
  CHECK(agent_title("no\x1b[body") == "no\\x1b[body");
  CHECK(agent_title("generic") == "an agent");
}

}  // namespace prodparity
