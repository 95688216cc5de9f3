#include "io/user_child.h"

#include "io/input_file.h"
#include "io/spawn.h"
#include "tests/support/catch.h"
#include "tests/support/skipped.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

using namespace prodparity;

namespace {

struct Ran {
  UserChildEnd end;
  std::string output;
};

Result<Ran> run(const std::string& script, UserChild child = {}) {
  const UniqueFd file(::memfd_create("output", MFD_CLOEXEC));
  child.arguments = {"/bin/sh", "-c", script};
  child.output = file.get();
  if (child.output_bytes == 0) child.output_bytes = 65536;
  Result<UserChildEnd> end = run_user_child(child);
  if (!end) return end.error();
  std::string output(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
  REQUIRE(::pread(file.get(), output.data(), output.size(), 0) ==
          static_cast<ssize_t>(output.size()));
  return Ran{.end = *std::move(end), .output = std::move(output)};
}

}  // namespace

TEST_CASE("a user's child: what it is given, and what comes of it") {
  const std::string input(100'000, 'x');
  const auto ran = run("wc -c; echo it failed >&2; exit 3", {.input = input});
  REQUIRE(ran.has_value());
  CHECK(ran->output.find("100000") != std::string::npos);
  CHECK(ran->end.status == 3);
  CHECK(ran->end.errors == "it failed\n");
}

TEST_CASE("a user's child: its environment is what is named and nothing else") {
  UserChild child;
  child.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/home/a b"}};
  const auto ran = run("env | grep -vE '^(PWD|_|SHLVL|OLDPWD)=' | sort", child);
  REQUIRE(ran.has_value());
  CHECK(ran->output == "HOME=/home/a b\nPATH=/usr/bin:/bin\n");
}

TEST_CASE("a user's child: it is another user, of that user's groups alone") {
  if (::geteuid() != 0) {
    test::say_skipped("only root becomes another user");
    return;
  }
  UserChild child;
  child.user = 65534;
  const auto ran = run("id -u; id -G; cat /proc/self/status | grep -c '^CapEff:.*[1-9a-f]'", child);
  REQUIRE(ran.has_value());
  CHECK(ran->output == "65534\n65534\n0\n");
}

TEST_CASE("a user's child: it is ended where it takes too long or writes too much") {
  const auto slow = run("sleep 60", {.patience = std::chrono::milliseconds(50)});
  REQUIRE_FALSE(slow.has_value());
  CHECK(slow.error().code == ErrorCode::timed_out);
  UserChild loud;
  loud.output_bytes = 1000;
  const auto much = run("exec head -c 100000 /dev/zero", loud);
  REQUIRE_FALSE(much.has_value());
  CHECK(much.error().code == ErrorCode::too_large);
}

TEST_CASE("a user's child: a program that is not there") {
  UserChild child{
      .arguments = {"/nonexistent/program"}, .output = STDERR_FILENO, .output_bytes = 1};
  CHECK_FALSE(run_user_child(child).has_value());
}

namespace {

// Whether everybody who may write to `pipe` is gone, or so within ten seconds.
bool all_are_gone(const Pipe& pipe) {
  pollfd waiting{.fd = pipe.reading.get(), .events = POLLIN, .revents = 0};
  char byte = 0;
  return ::poll(&waiting, 1, 10'000) == 1 && ::read(pipe.reading.get(), &byte, 1) == 0;
}

// One whose writing end is handed on to whatever is started.
Pipe inherited_pipe() {
  Pipe pipe = make_pipe().value();
  REQUIRE(::fcntl(pipe.writing.get(), F_SETFD, 0) == 0);
  return pipe;
}

}  // namespace

TEST_CASE("a user's child: what it left behind is ended with it") {
  Pipe pipe = inherited_pipe();
  REQUIRE(run("sleep 100 >/dev/null 2>&1 & exit 0").has_value());
  pipe.writing.reset();
  CHECK(all_are_gone(pipe));
}

TEST_CASE("a user's child: it ends with whoever started it") {
  Pipe pipe = inherited_pipe();
  const pid_t starter = ::fork();
  REQUIRE(starter >= 0);
  if (starter == 0) {
    static_cast<void>(run("echo >&" + std::to_string(pipe.writing.get()) + "; exec sleep 100"));
    ::_exit(0);
  }
  pipe.writing.reset();
  char byte = 0;
  REQUIRE(::read(pipe.reading.get(), &byte, 1) == 1);  // it runs
  REQUIRE(::kill(starter, SIGKILL) == 0);
  REQUIRE(::waitpid(starter, nullptr, 0) == starter);
  CHECK(all_are_gone(pipe));
}
