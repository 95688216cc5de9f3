#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>
#include <utility>
#include <vector>

using namespace prodparity::test;

namespace {

// The answers in their order, and what was asked for.
struct Asked {
  std::vector<std::string> requests;
  Ran ran;
};

Asked report(std::vector<std::string> arguments, const std::vector<std::string>& results) {
  Asked asked;
  std::vector<FakeDaemon::Script> scripts;
  for (const std::string& result : results) {
    scripts.emplace_back([&asked, result](const Caller& caller) {
      asked.requests.push_back(caller.read_line());
      caller.answer(result);
    });
  }
  FakeDaemon daemon(std::move(scripts));
  arguments.insert(arguments.begin(), "report");
  arguments.insert(arguments.end(), {"--socket", daemon.socket()});
  asked.ran = run(arguments);
  daemon.end();
  return asked;
}

std::string answer(int code, const std::string& text = "all\\n") {
  return R"({"state":"settled","exit_code":)" + std::to_string(code) + R"(,"text":")" + text +
         "\"}";
}

}  // namespace

TEST_CASE("report: the daemon's text and exit status, without limits where no terminal reads it") {
  const Asked asked = report({}, {answer(1)});
  CHECK(asked.ran.code == 1);
  CHECK(asked.ran.out == "all\n");
  CHECK(has(asked.requests.at(0), R"("width":1000)"));
  CHECK_FALSE(has(asked.requests.at(0), "colour"));
}

TEST_CASE("report: --fail-on takes away what it says, and never a could not check") {
  CHECK(report({"--fail-on", "block"}, {answer(3)}).ran.code == 0);
  CHECK(report({"--fail-on", "block"}, {answer(1)}).ran.code == 1);
  CHECK(report({"--fail-on", "block"}, {answer(4)}).ran.code == 4);
  CHECK(report({"--fail-on", "never"}, {answer(3)}).ran.code == 0);
  CHECK(report({"--fail-on", "never"}, {answer(4)}).ran.code == 4);
}

TEST_CASE("report: behind a block that does not count there may be a gap that does") {
  const std::string clean = answer(1, R"({\"findings\":[],\"gaps\":[{\"accepted\":true}]})");
  const std::string open = answer(1, R"({\"findings\":[],\"gaps\":[{\"accepted\":false}]})");
  CHECK(report({"--fail-on", "never"}, {answer(1), clean}).ran.code == 0);
  CHECK(report({"--fail-on", "never"}, {answer(1), open}).ran.code == 4);
  CHECK(report({"--fail-on", "never"}, {answer(1), answer(1, "no JSON")}).ran.code == 4);
}

TEST_CASE("report: what the place is doing is said to a person, and not within a document") {
  const std::string changing = R"({"state":"changing","holder":"apt","exit_code":0,"text":"x\n"})";
  CHECK(report({}, {changing}).ran.out == "prodparity: changing: apt\nx\n");
  CHECK(report({"--format", "markdown"}, {changing}).ran.out == "x\n");
}

TEST_CASE("report: --key names the comment and --now stands in JSON") {
  const Asked markdown = report({"--format", "markdown", "--key", "api"}, {answer(0)});
  CHECK(has(markdown.requests.at(0), R"("key":"api")"));
  const Asked json =
      report({"--format", "json", "--now", "2026-11-22T12:00:00Z"}, {answer(0, "{}")});
  CHECK(has(json.requests.at(0), R"("now":"2026-11-22T12:00:00Z")"));
  CHECK_FALSE(has(report({"--key", "api"}, {answer(0)}).requests.at(0), "api"));
}

TEST_CASE("report: --now where it means nothing, or no time, is wrong usage") {
  const Ran terminal = run({"report", "--now", "2026-11-22T12:00:00Z"});
  CHECK(terminal.code == 2);
  CHECK(has(terminal.err, "add --format json"));
  CHECK(run({"report", "--format", "json", "--now", "tomorrow"}).code == 2);
}
