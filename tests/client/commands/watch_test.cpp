#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>
#include <utility>
#include <vector>

using namespace prodparity::test;

namespace {

const std::string settled = R"({"state":"settled","warnings":[],"sequence":12,"outcome":"clean"})";
const std::string news = R"({"sequence":14,"findings":[],"text":"1 difference\n"})";
const std::string ended = R"({"sequence":16,"findings":[{"name":"vim"}]})";

struct Watched {
  std::vector<std::string> requests;
  Ran ran;
};

// `then` is told behind each subscription's answer; behind the last nobody answers any more.
Watched watch(std::vector<std::string> arguments,
              const std::vector<std::vector<std::pair<std::string, std::string>>>& then) {
  Watched watched;
  std::vector<FakeDaemon::Script> scripts;
  for (const auto& messages : then) {
    scripts.emplace_back([&watched, messages](const Caller& caller) {
      watched.requests.push_back(caller.read_line());
      caller.answer(settled);
      for (const auto& [method, params] : messages)
        caller.tell(method, params);
    });
  }
  FakeDaemon daemon(std::move(scripts));
  arguments.insert(arguments.begin(), "watch");
  arguments.insert(arguments.end(), {"--socket", daemon.socket()});
  watched.ran = run(arguments);
  daemon.end();
  return watched;
}

}  // namespace

TEST_CASE("watch: shows what comes, and ends with its cursor when the daemon does") {
  const Watched watched = watch({}, {{{"announced", news}, {"resolved", ended}}});
  CHECK(watched.ran.code == 4);
  CHECK(watched.ran.out == "1 difference\nprodparity: resolved: vim\n");
  CHECK(has(watched.ran.err, "prodparity watch --since 16"));
  CHECK(watched.requests.at(0) == R"({"id":1,"jsonrpc":"2.0","method":"subscribe"})");
}

TEST_CASE("watch: a reader that was dropped connects again and goes on from its cursor") {
  const Watched watched =
      watch({}, {{{"announced", news}, {"dropped", R"({"reason":"too slow"})"}}, {}});
  REQUIRE(watched.requests.size() == 2);
  CHECK(has(watched.requests.at(1), R"("params":{"since":14})"));
  CHECK(has(watched.ran.out, "the daemon dropped this reader"));
}

TEST_CASE("watch: state alone moves no cursor: what it tells of may still be to come") {
  const Watched watched =
      watch({"--since", "5"}, {{{"state", R"({"state":"changing","sequence":40})"}}, {}});
  REQUIRE(watched.requests.size() == 2);
  CHECK(has(watched.requests.at(0), R"("since":5)"));
  CHECK(has(watched.requests.at(1), R"("since":5)"));
  CHECK(has(watched.ran.out, "prodparity: changing"));
}

TEST_CASE("watch: a daemon that hangs up on every subscription is not asked for ever") {
  const Watched watched = watch({}, {{}, {}, {}});
  CHECK(watched.requests.size() == 1);
  CHECK(watched.ran.code == 4);
}

TEST_CASE("watch: JSON is a line a message, in ASCII") {
  const Watched watched = watch({"--format", "json"}, {{{"announced", news}}});
  CHECK(has(watched.ran.out,
            "{\"method\":\"announced\",\"params\":{\"findings\":[],\"sequence\":14,"));
}

TEST_CASE("watch: --since takes a number of the timeline") {
  for (const char* wrong : {"x", "-1", "1x", "1234567890123456789"})
    CHECK(run({"watch", "--since", wrong}).code == 2);
}

TEST_CASE("watch: a closed output ends it, also when nothing is to be written") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(settled);
    caller.wait_until_it_goes();
  }});
  int pipe[2] = {};
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  const prodparity::UniqueFd output(pipe[1]);
  ::close(pipe[0]);
  const std::vector<const char*> argv = {"prodparity", "watch", "--socket",
                                         daemon.socket().c_str()};
  const prodparity::UniqueFd err = memory_file();
  int code = 0;
  {
    const Redirected to_out(STDOUT_FILENO, output.get());
    const Redirected to_err(STDERR_FILENO, err.get());
    code = prodparity::run_client(static_cast<int>(argv.size()), argv.data());
  }
  CHECK(code == 4);
  CHECK(has(content(err), "nobody reads the output any more"));
}
