#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>

using namespace prodparity::test;

TEST_CASE("debug: the raw events, indented for a person and one line for a program") {
  const auto answering = [](const Caller& caller) {
    caller.read_line();
    caller.answer(R"({"events":[{"name":"lock\u001b"}],"watches":9})");
  };
  FakeDaemon daemon({answering, answering});
  const Ran person = run({"debug", "--socket", daemon.socket()});
  CHECK(person.code == 0);
  CHECK(has(person.out, "\n  \"watches\": 9\n"));
  CHECK_FALSE(has(person.out, "\x1b"));
  const Ran program = run({"debug", "--socket", daemon.socket(), "--format", "json"});
  CHECK(program.out == R"({"events":[{"name":"lock\u001b"}],"watches":9})"
                       "\n");
}
