#include "client/input.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>

#include <string>

using namespace prodparity;

TEST_CASE("input: a file is read up to the bound and not one past it") {
  const test::TempFolder folder;
  const std::string path = folder.put("/file", std::string(100'000, 'x'));
  CHECK(read_input(path, 100'000).value().size() == 100'000);
  const Result<std::string> larger = read_input(path, 99'999);
  REQUIRE_FALSE(larger.has_value());
  CHECK(larger.error().code == ErrorCode::too_large);
  CHECK(larger.error().path == path);
}

TEST_CASE("input: what is no regular file is an error and no wait") {
  const test::TempFolder folder;
  const std::string fifo = folder.path() + "/fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(read_input(fifo, 10).error().code == ErrorCode::io);
  CHECK(read_input(folder.path(), 10).error().code == ErrorCode::io);
  CHECK(read_input(folder.path() + "/none", 10).error().code == ErrorCode::not_found);
}

TEST_CASE("input: without a policy file the defaults count") {
  const test::TempFolder folder;
  const Result<PolicyEngine> none = load_policy("", "");
  const Result<PolicyEngine> absent = load_policy("", folder.path());
  REQUIRE(none.has_value());
  REQUIRE(absent.has_value());
  CHECK(absent->policy().preset == "default");
  CHECK(none->policy().preset == "default");
}

TEST_CASE("input: the workspace's policy counts, and one that is given outranks it") {
  const test::TempFolder folder;
  folder.put("/.devcontainer/prodparity.json", R"({"preset": "strict"})");
  const std::string given = folder.put("/given.json", R"({"dev_only_allowed": ["gdb"]})");
  CHECK(load_policy("", folder.path()).value().policy().preset == "strict");
  const Result<PolicyEngine> engine = load_policy(given, folder.path());
  REQUIRE(engine.has_value());
  CHECK(engine->policy().preset == "default");
}

TEST_CASE("input: a policy that is given and cannot be read is a wrong configuration") {
  const test::TempFolder folder;
  CHECK(load_policy(folder.path() + "/none", "").error().code == ErrorCode::wrong_config);
  CHECK(load_policy(folder.path(), "").error().code == ErrorCode::wrong_config);
  folder.make_folder("/.devcontainer/prodparity.json");
  CHECK(load_policy("", folder.path()).error().code == ErrorCode::wrong_config);
}

TEST_CASE("input: a policy file is read up to its bound and not one past it") {
  const test::TempFolder folder;
  const auto code = [&](std::size_t size) {
    const std::string path = folder.put("/policy", "{}" + std::string(size - 2, ' '));
    const Result<PolicyEngine> engine = load_policy(path, "");
    return engine ? std::string() : engine.error().message;
  };
  CHECK(code(limits::config_bytes).empty());
  CHECK(code(limits::config_bytes + 1).find("larger than") != std::string::npos);
}
