// A real socket, and daemons that do not answer as they should.
#include "client/connection.h"

#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>

using namespace prodparity;
using prodparity::test::Caller;
using prodparity::test::FakeDaemon;

namespace {

using std::chrono::milliseconds;

constexpr int nowhere = -1;

Result<std::string> call(const FakeDaemon& daemon, const Patience& patience = {}) {
  Result<Connection> connection = Connection::open({daemon.socket()}, patience);
  if (!connection) return connection.error();
  return connection->call({.method = Method::status});
}

ErrorCode code_of(const FakeDaemon& daemon, const Patience& patience = {}) {
  const Result<std::string> answer = call(daemon, patience);
  REQUIRE_FALSE(answer.has_value());
  return answer.error().code;
}

// `size` bytes with its line end left out.
std::string answer_of(std::size_t size) {
  const std::string begin = R"({"jsonrpc":"2.0","id":1,"result":")";
  return begin + std::string(size - begin.size() - 2, 'x') + "\"}";
}

}  // namespace

TEST_CASE("connection: an answer is the daemon's result, whatever is told before it") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.tell("state", R"({"state":"changing"})");
    caller.answer(R"({"state":"settled"})");
  }});
  const Result<std::string> answer = call(daemon);
  REQUIRE(answer.has_value());
  CHECK(*answer == R"({"state":"settled"})");
}

TEST_CASE("connection: an answer that comes in parts is one answer") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    for (const char byte : std::string(R"({"jsonrpc":"2.0","id":1,"result":{}})"
                                       "\n"))
      caller.send(std::string_view(&byte, 1));
  }});
  CHECK(call(daemon).value() == "{}");
}

TEST_CASE("connection: a daemon that never answers is timed out, with the time that was waited") {
  FakeDaemon daemon({[](const Caller& caller) { caller.wait_until_it_goes(); }});
  const Result<std::string> answer = call(daemon, {.answer = milliseconds(50)});
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == ErrorCode::timed_out);
  CHECK(answer.error().message == "the daemon did not answer within 0.05 s");
}

TEST_CASE("connection: half a line is no answer, also when more of it never comes") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.send(R"({"jsonrpc":"2.0","id":1,"res)");
    caller.wait_until_it_goes();
  }});
  CHECK(code_of(daemon, {.answer = milliseconds(50)}) == ErrorCode::timed_out);
}

TEST_CASE("connection: a daemon that keeps talking beside the point is timed out all the same") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    for (int i = 0; i < 3; ++i)
      caller.tell("state", "{}");
    caller.wait_until_it_goes();
  }});
  CHECK(code_of(daemon, {.answer = milliseconds(50)}) == ErrorCode::timed_out);
}

TEST_CASE("connection: a daemon that closes early went away, before or in an answer") {
  FakeDaemon daemon({[](const Caller&) {}, [](const Caller& caller) { caller.read_line(); },
                     [](const Caller& caller) {
                       caller.read_line();
                       caller.send(R"({"jsonrpc":"2.0")");
                     }});
  for (int i = 0; i < 3; ++i)
    CHECK(code_of(daemon) == ErrorCode::unavailable);
}

TEST_CASE("connection: 100 MB without a line end are refused at the bound") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    const std::string part(1024 * 1024, 'x');
    for (int i = 0; i < 100; ++i)
      caller.send(part);
  }});
  CHECK(code_of(daemon) == ErrorCode::too_large);
}

TEST_CASE("connection: a line is read up to the bound and not one past it") {
  const auto serving = [](std::size_t size) {
    return [size](const Caller& caller) {
      caller.read_line();
      caller.send(answer_of(size) + '\n');
    };
  };
  FakeDaemon daemon({serving(1000), serving(1001)});
  CHECK(call(daemon, {.line_bytes = 1000}).has_value());
  CHECK(code_of(daemon, {.line_bytes = 1000}) == ErrorCode::too_large);
}

TEST_CASE("connection: what is no message is malformed") {
  const auto serving = [](const std::string& line) {
    return [line](const Caller& caller) {
      caller.read_line();
      caller.send(line + '\n');
    };
  };
  FakeDaemon daemon({serving("hello"), serving("[]"), serving(R"({"jsonrpc":"2.0","id":1})"),
                     serving(std::string(100'000, '['))});
  for (int i = 0; i < 3; ++i)
    CHECK(code_of(daemon) == ErrorCode::malformed);
  CHECK(code_of(daemon) == ErrorCode::too_deep);
}

TEST_CASE("connection: the daemon's own errors keep their meaning") {
  const auto refusing = [](int code) {
    return [code](const Caller& caller) {
      caller.read_line();
      caller.send(R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + std::to_string(code) +
                  R"(,"message":"no"}})"
                  "\n");
    };
  };
  FakeDaemon daemon({refusing(rpc_code::invalid_params), refusing(rpc_code::not_found),
                     refusing(rpc_code::not_permitted), refusing(rpc_code::too_busy),
                     refusing(rpc_code::internal_error)});
  CHECK(code_of(daemon) == ErrorCode::wrong_usage);
  CHECK(code_of(daemon) == ErrorCode::not_found);
  CHECK(code_of(daemon) == ErrorCode::denied);
  CHECK(code_of(daemon) == ErrorCode::busy);
  CHECK(code_of(daemon) == ErrorCode::unavailable);
}

TEST_CASE("connection: the first socket that answers is taken") {
  FakeDaemon daemon({[](const Caller& caller) { caller.wait_until_it_goes(); }});
  CHECK(Connection::open({daemon.socket() + "-none", daemon.socket()}).has_value());
}

TEST_CASE("connection: nobody who listens, and no path of a socket, are told apart") {
  const auto code = [](const std::string& path) { return Connection::open({path}).error().code; };
  const test::TempFolder folder;
  CHECK(code(folder.path() + "/none") == ErrorCode::unavailable);
  CHECK(code(folder.put("/file", "") + "/socket") == ErrorCode::unavailable);
  CHECK(code("") == ErrorCode::wrong_usage);
  CHECK(code(std::string(107, 'x')) == ErrorCode::unavailable);
  CHECK(code(std::string(108, 'x')) == ErrorCode::wrong_usage);
  CHECK(
      Connection::open({folder.path() + "/a", folder.path() + "/b"}).error().message.find(" or ") !=
      std::string::npos);
}

TEST_CASE("connection: notifications come one by one, until the daemon goes") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.send("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n{\"jsonrpc\":\"2.0\",\"method\":\"b\"}\n");
  }});
  Result<Connection> connection = Connection::open({daemon.socket()});
  REQUIRE(connection.has_value());
  CHECK(connection->next(nowhere).value().method == "a");
  CHECK(connection->next(nowhere).value().method == "b");
  CHECK(connection->next(nowhere).error().code == ErrorCode::unavailable);
}

TEST_CASE(
    "connection: what has arrived is skipped without waiting, and that the daemon went is told") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer("{}");
    caller.tell("state", "{}");
    caller.read_line();  // until we went on
  }});
  Connection connection = Connection::open({daemon.socket()}).value();
  REQUIRE(connection.call({}).has_value());
  CHECK(connection.skip_arrived().has_value());
  CHECK(connection.skip_arrived().has_value());  // nothing more has come
  CHECK(::shutdown(connection.fd(), SHUT_WR) == 0);
  daemon.end();
  CHECK(connection.skip_arrived().error().code == ErrorCode::unavailable);
}

TEST_CASE("connection: waiting for news ends when nobody reads the output any more") {
  FakeDaemon daemon({[](const Caller& caller) { caller.wait_until_it_goes(); }});
  Result<Connection> connection = Connection::open({daemon.socket()});
  REQUIRE(connection.has_value());
  int pipe[2] = {};
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  const UniqueFd output(pipe[1]);
  ::close(pipe[0]);
  CHECK(connection->next(output.get()).error().code == ErrorCode::io);
}

TEST_CASE("connection: a socket that is named is the only one; else those of root and the user") {
  ::unsetenv("PRODPARITY_SOCKET");
  CHECK(socket_paths("/a") == std::vector<std::string>{"/a"});
  CHECK(socket_paths("").front() == "/run/prodparity/socket");
  ::setenv("PRODPARITY_SOCKET", "/b", 1);
  CHECK(socket_paths("") == std::vector<std::string>{"/b"});
  CHECK(socket_paths("/a") == std::vector<std::string>{"/a"});
  ::unsetenv("PRODPARITY_SOCKET");
}
