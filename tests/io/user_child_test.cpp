#include "io/user_child.h"

#include "io/input_file.h"
#include "tests/support/catch.h"
#include "tests/support/skipped.h"

#include <sys/mman.h>
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
