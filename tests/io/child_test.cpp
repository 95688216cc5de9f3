#include "io/child.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("child: its output is returned whole") {
  const Result<std::string> output = run_child({"/bin/sh", "-c", "echo one; echo two"}, 100, 10);
  REQUIRE(output.has_value());
  CHECK(*output == "one\ntwo\n");
}

TEST_CASE("child: a failure is told in its own last words") {
  const Result<std::string> output =
      run_child({"/bin/sh", "-c", "echo no >&2; echo 'sbom.json: truncated' >&2; exit 2"}, 100, 10);
  REQUIRE(output.has_error());
  CHECK(output.error().message == "sbom.json: truncated");
}

TEST_CASE("child: too much output ends it, at the bound it does not") {
  CHECK(run_child({"/bin/sh", "-c", "printf 12345"}, 5, 10).has_value());
  CHECK(run_child({"/bin/sh", "-c", "printf 123456"}, 5, 10).error().code == ErrorCode::too_large);
}

TEST_CASE("child: one that does not end is killed") {
  CHECK(run_child({"/bin/sh", "-c", "exec sleep 100"}, 5, 0).error().code == ErrorCode::timed_out);
}

TEST_CASE("child: it is told its input, of any size; without one there is nothing to read") {
  CHECK(*run_child({"/bin/cat"}, 5000, 10, "registry.example\n") == "registry.example\n");
  CHECK(*run_child({"/bin/cat"}, 5, 10) == "");
  CHECK(run_child({"/bin/cat"}, 200'000, 10, std::string(200'000, 'a'))->size() == 200'000);
  CHECK(run_child({"/bin/true"}, 5, 10, "nobody reads this").has_value());
}

TEST_CASE("child: one that fails and complains nowhere is told by the last line of its output") {
  const Result<std::string> output =
      run_child({"/bin/sh", "-c", "echo not found in the keychain; exit 1"}, 100, 10);
  CHECK(output.error().message == "not found in the keychain");
}

TEST_CASE("child: a program that is not there") {
  CHECK(run_child({"/no/such/program"}, 5, 10).has_error());
}

}  // namespace prodparity
