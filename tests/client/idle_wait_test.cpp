#include "client/idle_wait.h"

#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using namespace test;

const std::string standing = R"("state":"settled","warnings":[],"sequence":12,"outcome":"clean")";
const std::string on = "{" + standing + R"(,"wake_idle_agents":true})";
const std::string off = "{" + standing + R"(,"wake_idle_agents":false})";
const std::string nothing = "{" + standing + R"(,"entries":[],"more":false})";
const std::string block =
    "{" + standing +
    R"(,"entries":[{"kind":"finding_announced","sequence":13,"data":{"id":"1","kind":"dev_only",)"
    R"("ecosystem":"deb","name":"libssl3","tier":"block","rule":"no-ssl","dev_version":"3.0.20-1",)"
    R"("reason":"a test","remedies":[],"group":{"id":"1","head":"libssl3","size":1}}}],"more":false})";
const std::string told = R"({"findings":[{"tier":"block"}]})";
const std::string event = R"({"hook_event_name":"Stop","session_id":"s1","stop_hook_active":true})";

// What an interactive Claude Code gives its hooks.
struct Interactive {
  Interactive() {
    ::setenv("AI_AGENT", "claude-code_2-1-330_harness", 1);
    ::setenv("CLAUDE_CODE_ENTRYPOINT", "cli", 1);
  }
  ~Interactive() {
    ::unsetenv("AI_AGENT");
    ::unsetenv("CLAUDE_CODE_ENTRYPOINT");
  }
};

struct Waited {
  std::vector<std::string> requests;
  Ran ran;
};

// The hook against a daemon that plays `script`; one that is not asked plays none.
Waited wait(const std::string& agent, const std::string& input,
            const std::function<void(Waited&, const Caller&)>& script) {
  Waited waited;
  FakeDaemon daemon({[&](const Caller& caller) { script(waited, caller); }});
  waited.ran = run({"hook", "--agent=" + agent, "--wait-idle", "--socket", daemon.socket()}, input);
  daemon.end();
  return waited;
}

void answer_next(Waited& waited, const Caller& caller, const std::string& result) {
  waited.requests.push_back(caller.read_line());
  caller.answer(result);
}

}  // namespace

TEST_CASE("idle wait: what blocks wakes Claude Code by exit status 2, once it comes") {
  const Interactive interactive;
  const Waited waited = wait("claude", event, [](Waited& now, const Caller& caller) {
    answer_next(now, caller, on);
    answer_next(now, caller, nothing);
    caller.tell("state", "{}");
    caller.tell("announced", R"({"findings":[{"tier":"warn"}]})");
    caller.tell("announced", told);
    answer_next(now, caller, nothing);  // another one's, or read meanwhile: it waits on
    caller.tell("announced", told);
    answer_next(now, caller, block);
  });
  CHECK(waited.ran.code == 2);
  CHECK(waited.ran.out.empty());
  CHECK(waited.ran.err ==
        "prodparity: this dev container now differs from production:\n"
        "1. block (no-ssl): libssl3 3.0.20-1 is not in production; a test\n"
        "Each ends when the container matches production again or this branch ships the change.\n");
  REQUIRE(waited.requests.size() == 4);
  CHECK(
      waited.requests[0] ==
      R"({"id":1,"jsonrpc":"2.0","method":"subscribe","params":{"agent":"claude","session":"s1"}})");
  CHECK(
      waited.requests[3] ==
      R"({"id":1,"jsonrpc":"2.0","method":"hook","params":{"agent":"claude","phase":"wake","session":"s1"}})");
}

TEST_CASE("idle wait: OpenCode's plugin reads the text as at a prompt") {
  const Waited waited = wait("opencode", R"({"hook_event_name":"session.idle","session_id":"s1"})",
                             [](Waited& now, const Caller& caller) {
                               answer_next(now, caller, on);
                               answer_next(now, caller, block);  // it came just before
                             });
  CHECK(waited.ran.code == 0);
  CHECK(has(waited.ran.out, R"({"additionalContext":"prodparity: this dev container now)"));
  CHECK(waited.ran.err.empty());
}

TEST_CASE("idle wait: it ends in silence where nothing is to wake the session any more") {
  const Interactive interactive;
  const std::vector<std::function<void(Waited&, const Caller&)>> scripts = {
      [](Waited& now, const Caller& caller) { answer_next(now, caller, off); },
      [](Waited&, const Caller&) {},  // the daemon goes away
      [](Waited&, const Caller& caller) { caller.answer("[]"); },
      [](Waited&, const Caller& caller) {
        caller.send(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32003,"message":"too many"}})"
                    "\n");
      },
      [](Waited& now, const Caller& caller) {
        answer_next(now, caller, on);
        answer_next(now, caller, nothing);
        caller.tell("dropped", R"({"reason":"this session is not idle any more"})");
      },
      [](Waited& now, const Caller& caller) {
        answer_next(now, caller, on);
        answer_next(now, caller, nothing);
        caller.send("no JSON\n");
      },
      [](Waited& now, const Caller& caller) {
        answer_next(now, caller, on);
        answer_next(now, caller, nothing);
      }};
  for (const auto& script : scripts) {
    const Waited waited = wait("claude", event, script);
    CHECK(waited.ran.code == 0);
    CHECK(waited.ran.out.empty());
    CHECK(waited.ran.err.empty());
  }
}

TEST_CASE("idle wait: who cannot be woken is not waited for") {
  const auto asks = [](const std::string& agent, const std::string& input) {
    const Waited waited = wait(agent, input, [](Waited& now, const Caller& caller) {
      now.requests.push_back(caller.read_line());
    });
    CHECK(waited.ran.code == 0);
    return !waited.requests.empty();
  };
  // A daemon that nobody asks: its thread waits until the test ends it.
  CHECK_FALSE(asks("claude", event));  // no Claude Code runs this
  const Interactive interactive;
  CHECK(asks("claude", event));
  CHECK(asks("claude", R"({"hook_event_name":"SessionStart","session_id":"s1"})"));
  CHECK_FALSE(asks("claude", R"({"hook_event_name":"PostToolUse","session_id":"s1"})"));
  CHECK_FALSE(asks("claude", R"({"hook_event_name":"Stop"})"));
  CHECK_FALSE(asks("claude", "no JSON"));
  CHECK_FALSE(asks("claude", R"({"hook_event_name":"Stop","session_id":"s1","turn_id":"t"})"));
  CHECK_FALSE(asks("codex", R"({"hook_event_name":"Stop","session_id":"s1","turn_id":"t"})"));
  CHECK_FALSE(asks("generic", R"({"session_id":"s1"})"));
  ::setenv("CLAUDE_CODE_ENTRYPOINT", "sdk-cli", 1);  // claude -p
  CHECK_FALSE(asks("claude", event));
}

}  // namespace prodparity
