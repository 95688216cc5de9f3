#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>

using namespace prodparity::test;

namespace {

// What was asked for, and what the program made of `result`.
struct Asked {
  std::string request;
  Ran ran;
};

Asked ask(std::vector<std::string> arguments, const std::string& result) {
  Asked asked;
  FakeDaemon daemon({[&](const Caller& caller) {
    asked.request = caller.read_line();
    caller.answer(result);
  }});
  arguments.insert(arguments.begin(), "findings");
  arguments.insert(arguments.end(), {"--socket", daemon.socket()});
  asked.ran = run(arguments);
  daemon.end();
  return asked;
}

const std::string entry =
    R"({"data":{"name":"graphviz"},"generation":4,"kind":"resolved","sequence":12,)"
    R"("time":"2026-11-20T10:00:00.000Z"})";

}  // namespace

TEST_CASE("findings: all there are now is the report, unfolded, and its exit status") {
  const Asked asked = ask({}, R"({"state":"settled","exit_code":3,"text":"all\n"})");
  CHECK(asked.ran.code == 3);
  CHECK(asked.ran.out == "all\n");
  CHECK(has(asked.request, R"("method":"report")"));
  CHECK(has(asked.request, R"("all":true)"));
}

TEST_CASE("findings: an answer without an exit status is never clean") {
  CHECK(ask({}, R"({"text":"all\n"})").ran.code == 4);
}

TEST_CASE("findings: the timeline is a line an entry, and says when there is more") {
  const Asked asked = ask({"--since", "11", "--limit", "1"},
                          R"({"outcome":"clean","entries":[)" + entry + R"(],"more":true})");
  CHECK(asked.ran.code == 0);
  CHECK(has(asked.request, R"("params":{"limit":1,"since":11})"));
  CHECK(has(asked.ran.out, "    12  2026-11-20T10:00:00.000Z  resolved           graphviz\n"));
  CHECK(has(asked.ran.out, "there is more: go on with --since"));
}

TEST_CASE("findings: a timeline without entries says so") {
  const Asked asked = ask({"--timeline"}, R"({"outcome":"clean","entries":[],"more":false})");
  CHECK(asked.ran.out == "prodparity: nothing happened since\n");
  CHECK(has(asked.request, R"("method":"findings")"));
}
