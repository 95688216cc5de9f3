#include "core/agent_cursors.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("agent cursors: names and sessions are of few characters, at their bounds too") {
  CHECK(is_agent_name("claude"));
  CHECK(is_agent_name("copilot-cli2"));
  for (const char* const wrong : {"", "Claude", "a b", "a:b", "a\n"})
    CHECK_FALSE(is_agent_name(wrong));
  CHECK(is_agent_name(std::string(limits::agent_name_bytes, 'a')));
  CHECK_FALSE(is_agent_name(std::string(limits::agent_name_bytes + 1, 'a')));
  CHECK(is_agent_session("4a241100-de61-485e-8985-e3b5dec5d361########0"));
  for (const char* const wrong : {"", "a b", "a\x1b[31m", "\xc3\xa4"})
    CHECK_FALSE(is_agent_session(wrong));
  CHECK(is_agent_session(std::string(limits::agent_session_bytes, 'a')));
  CHECK_FALSE(is_agent_session(std::string(limits::agent_session_bytes + 1, 'a')));
}

TEST_CASE("agent cursors: what is journaled of one is read back, and nothing else is") {
  const AgentSession session{.agent = "codex", .session = "01a2"};
  const Told told = read_told(told_data(session, 12));
  CHECK(told.key == cursor_key(session));
  CHECK(told.sequence == 12);
  for (const char* const wrong :
       {"", "[]", "{}", R"({"agent":"codex"})", R"({"agent":"codex","session":" ","sequence":3})"})
    CHECK(read_told(wrong).key.empty());
}

TEST_CASE("agent cursors: of too many the one that is farthest behind goes") {
  AgentCursors cursors;
  for (std::size_t i = 0; i < limits::agent_sessions; ++i)
    set_cursor(cursors, "claude:" + std::to_string(i), 100 + i);
  set_cursor(cursors, "claude:5", 1000);
  CHECK(cursors.size() == limits::agent_sessions);
  set_cursor(cursors, "codex:new", 1001);
  CHECK(cursors.size() == limits::agent_sessions);
  CHECK_FALSE(cursors.contains("claude:0"));
  CHECK(cursors.at("claude:5") == 1000);
}

}  // namespace prodparity
