#include "io/agent_caller.h"

#include "tests/support/catch.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

namespace prodparity {
namespace {

// What the last process of `script`, run as an agent's tool, is known as: "pid:..." lines it waits
// for are answered while it stands still.
AgentCaller caller_below(const std::string& script) {
  std::array<int, 2> hold{};
  std::array<int, 2> ready{};
  std::array<int, 2> output{};
  REQUIRE(::pipe(hold.data()) == 0);
  REQUIRE(::pipe(ready.data()) == 0);
  REQUIRE(::pipe(output.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(hold[0], 8);
    ::dup2(ready[1], 9);
    ::dup2(output[1], STDERR_FILENO);
    ::close(hold[1]);
    ::setenv("CLAUDE_CODE_SESSION_ID", "test-session", 1);
    ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(hold[0]);
  ::close(ready[1]);
  ::close(output[1]);
  std::string pid;
  std::array<char, 32> part{};
  while (pid.find('\n') == std::string::npos) {
    const ssize_t size = ::read(ready[0], part.data(), part.size());
    if (size <= 0) break;
    pid.append(part.data(), static_cast<std::size_t>(size));
  }
  const AgentCaller caller = agent_caller(pid.empty() ? 0 : std::stoi(pid));
  ::close(hold[1]);
  ::close(ready[0]);
  ::close(output[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return caller;
}

// Says who it is and stands still until the test has looked.
const std::string inner = "sh -c 'echo $$ >&9; read x <&8'";

}  // namespace

TEST_CASE("agent caller: who writes where the tool's shell does is read by the agent") {
  const AgentCaller caller = caller_below(inner + "; true");
  CHECK(caller.session == AgentSession{"claude", "test-session"});
  CHECK(caller.reads_stderr);
}

TEST_CASE("agent caller: what is hidden from the agent is not read by it") {
  CHECK_FALSE(caller_below(inner + " 2>/dev/null; true").reads_stderr);
  CHECK_FALSE(caller_below(inner + " 2>&1 >/dev/null | cat >/dev/null; true").reads_stderr);
}

TEST_CASE("agent caller: behind sudo, which drops the marks, those above it count") {
  const AgentCaller caller = caller_below("env -i PATH=\"$PATH\" " + inner + "; true");
  CHECK(caller.session == AgentSession{"claude", "test-session"});
  CHECK(caller.reads_stderr);
}

TEST_CASE("agent caller: without a process nobody calls") {
  CHECK(agent_caller(0).session.agent.empty());
  CHECK_FALSE(agent_caller(0).reads_stderr);
}

}  // namespace prodparity
