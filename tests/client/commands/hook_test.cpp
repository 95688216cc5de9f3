#include "client/commands/commands.h"
#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

bool are_usual(const std::vector<const char*>& words) {
  return static_cast<bool>(hook_command.read_usual(words));
}

}  // namespace

TEST_CASE("hook: words as agents' settings have them are read without a command line's tables") {
  CHECK(are_usual({}));
  CHECK(are_usual({"--agent=claude"}));
  CHECK(are_usual({"--agent", "claude"}));
  CHECK(are_usual({"--agent=claude", "--wait-idle"}));
  CHECK(are_usual({"--socket", "/run/x", "--agent=codex"}));
  CHECK(are_usual({"--socket=/run/x"}));
}

TEST_CASE("hook: all other words are read, or refused, in the usual way") {
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{"--help"},
                                             {"--agent"},
                                             {"--agent="},
                                             {"--agent", "--wait-idle"},
                                             {"--agents=claude"},
                                             {"--agent=claude", "--agent=codex"},
                                             {"--socket", "a", "--socket=b"},
                                             {"--wait-idle=1"},
                                             {"claude"},
                                             {""}})
    CHECK_FALSE(are_usual(words));
}

TEST_CASE("hook: both ways of reading give the same call") {
  // A flag with its value is not usual.
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--agent=codex"}, {"--agent", "codex", "--wait-idle=false"}}) {
    std::string asked;
    FakeDaemon daemon({[&](const Caller& caller) {
      asked = caller.read_line();
      caller.answer(R"({"state":"settled","entries":[]})");
    }});
    std::vector<std::string> all = {"hook"};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--socket", daemon.socket()});
    const Ran ran =
        run(all, R"({"hook_event_name":"PostToolUse","session_id":"s1","turn_id":"t"})");
    daemon.end();
    CHECK(ran.code == 0);
    CHECK(
        asked ==
        R"({"id":1,"jsonrpc":"2.0","method":"hook","params":{"agent":"codex","patient":true,"phase":"end","session":"s1"}})");
  }
  CHECK(run({"hook", "--help"}).out.find("--agent NAME") != std::string::npos);
}
