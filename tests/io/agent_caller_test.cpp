#include "io/agent_caller.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace prodparity {
namespace {

// `look` at the last process of `script`, which `shell` with this variable runs as an agent's tool:
// it says its pid and stands still until it was looked at.
template <class Look>
auto looked_at(const std::string& shell, const std::string& variable, const std::string& script,
               Look look) {
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
    ::setenv(variable.c_str(), "test-session", 1);
    ::execl(shell.c_str(), shell.c_str(), "-c", script.c_str(), nullptr);
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
  const auto seen = look(pid.empty() ? 0 : std::stoi(pid));
  ::close(hold[1]);
  ::close(ready[0]);
  ::close(output[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return seen;
}

AgentCaller caller_below(const std::string& script) {
  return looked_at("/bin/sh", "CLAUDE_CODE_SESSION_ID", script, agent_caller);
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

TEST_CASE("agent caller: an agent is above by its marks, else by its program") {
  CHECK(looked_at("/bin/sh", "CLAUDE_CODE_SESSION_ID", inner + "; true", agent_above) == "claude");
  const test::TempFolder folder;
  const std::string program = folder.path() + "/qwen";
  std::filesystem::copy_file(std::filesystem::canonical("/bin/sh"), program);
  CHECK(looked_at(program, "A", inner + "; true", agent_above) == "qwen");
  std::filesystem::rename(program, folder.path() + "/other");
  CHECK(looked_at(folder.path() + "/other", "A", inner + "; true", agent_above) != "qwen");
}

TEST_CASE("agent caller: without a process nobody calls") {
  CHECK(agent_above(0).empty());
  CHECK(agent_caller(0).session.agent.empty());
  CHECK_FALSE(agent_caller(0).reads_stderr);
}

}  // namespace prodparity
