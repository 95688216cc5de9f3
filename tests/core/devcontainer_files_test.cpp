#include "core/devcontainer_files.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Paths = std::vector<std::string>;

const std::string usual = ".devcontainer/devcontainer.json";

Paths inputs(const std::string& text, const std::string& config = usual) {
  Paths paths = devcontainer_inputs(text, config);
  REQUIRE_FALSE(paths.empty());  // the lock
  paths.erase(paths.begin());
  return paths;
}

TEST_CASE("devcontainer files: one configuration is the container's, of several none is known") {
  CHECK(devcontainer_config({usual}) == usual);
  CHECK(devcontainer_config({}).empty());
  CHECK(devcontainer_config({usual, ".devcontainer/gpu/devcontainer.json"}).empty());
}

TEST_CASE("devcontainer files: the lock lies beside the configuration, hidden as that is") {
  CHECK(devcontainer_inputs("{}", usual) == Paths{".devcontainer/devcontainer-lock.json"});
  CHECK(devcontainer_inputs("{}", ".devcontainer.json") == Paths{".devcontainer-lock.json"});
}

TEST_CASE("devcontainer files: Dockerfile, compose files and local features are named in it") {
  CHECK(inputs(R"({"build": {"dockerfile": "../Dockerfile"}})") == Paths{"Dockerfile"});
  CHECK(inputs(R"({"dockerFile": "Dockerfile"})") == Paths{".devcontainer/Dockerfile"});
  CHECK(inputs(R"({"dockerComposeFile": "compose.yml"})") == Paths{".devcontainer/compose.yml"});
  CHECK(inputs(R"({"dockerComposeFile": ["../compose.yml", "${localWorkspaceFolder}/b.yml"]})") ==
        Paths{"compose.yml", "b.yml"});
  CHECK(inputs(R"({"features": {"./ours": {}, "ghcr.io/devcontainers/features/git:1": {}}})") ==
        Paths{".devcontainer/ours/devcontainer-feature.json", ".devcontainer/ours/install.sh"});
  CHECK(inputs(R"({"dockerFile": "a//./b/../c"})", ".devcontainer.json") == Paths{"a/c"});
}

TEST_CASE("devcontainer files: comments and commas before a bracket are taken as its readers do") {
  CHECK(inputs("{ // a \"comment\n \"build\": {\"dockerfile\": \"D\", /* , */ },\n}") ==
        Paths{".devcontainer/D"});
  CHECK(inputs(R"({"dockerComposeFile": ["a // b, ]", "c\"/*,}",],})") ==
        Paths{".devcontainer/a / b, ]", ".devcontainer/c\"/*,}"});
}

TEST_CASE("devcontainer files: what is outside of the workspace or has variables is left out") {
  CHECK(inputs(R"({"dockerFile": "../../Dockerfile"})").empty());
  CHECK(inputs(R"({"dockerFile": "/etc/Dockerfile"})").empty());
  CHECK(inputs(R"({"dockerFile": "${localEnv:HOME}/Dockerfile"})").empty());
  CHECK(inputs(R"({"dockerFile": 7, "dockerComposeFile": {"a": 1}, "features": []})").empty());
  CHECK(inputs("{").empty());
  CHECK(inputs(std::string(limits::config_bytes + 1, ' ')).empty());
}

TEST_CASE("devcontainer files: at most so many are kept") {
  std::string list;
  for (std::size_t i = 0; i < devcontainer_files_kept; ++i)
    list += '"' + std::to_string(i) + "\",";
  CHECK(devcontainer_inputs("{\"dockerComposeFile\": [" + list + "]}", usual).size() ==
        devcontainer_files_kept);
}

TEST_CASE("devcontainer files: changed is what is another file or gone, not what came") {
  const FileDigests built = {{"a", "1"}, {"b", "2"}, {"c", "3"}};
  CHECK(changed_files(built, built).empty());
  CHECK(changed_files(built, {{"a", "1"}, {"b", "9"}, {"lock", "4"}}) == Paths{"b", "c"});
  CHECK(changed_files({}, built).empty());
  CHECK(changed_files(built, {}).empty());                  // no workspace is there, or not yet
  CHECK(changed_files({{"a", ""}}, {{"a", "1"}}).empty());  // was, or is, not readable
  CHECK(changed_files({{"a", "1"}}, {{"a", ""}}).empty());
}

TEST_CASE("devcontainer files: digests are written and read back; what is no list is an error") {
  const FileDigests digests = {{"a", "1"}, {"b \"c\"", "2"}};
  CHECK(read_file_digests(write_file_digests(digests), "f").value() == digests);
  for (const char* const bytes : {"", "[]", "{", R"({"a": 1})"})
    CHECK(read_file_digests(bytes, "f").has_error());
  FileDigests many;
  for (std::size_t i = 0; i <= devcontainer_files_kept; ++i)
    many.emplace(std::to_string(i), "1");
  CHECK(read_file_digests(write_file_digests(many), "f").has_value());
  many.emplace("one more", "1");
  CHECK(read_file_digests(write_file_digests(many), "f").has_error());
}

TEST_CASE("dev container's files: what a Compose file builds, told in plain lines or not") {
  using Files = std::vector<std::string>;
  const auto builds = [](std::string_view text) {
    return compose_builds(text, ".devcontainer/compose.yaml");
  };
  CHECK(builds("services:\n  app:\n    image: debian\n    command: npm run build:all\n") ==
        ComposeBuilds{});
  CHECK(builds("  app:\n    build: ..\n  db:\n    build: './db' # ours\n") ==
        ComposeBuilds{.dockerfiles = Files{"Dockerfile", ".devcontainer/db/Dockerfile"}});
  CHECK(
      builds(
          "  app:\r\n    build:\r\n      # the project\r\n\r\n      dockerfile: \"docker/dev\"\r\n"
          "      context: ..\r\n    image: a\r\n  b:\r\n    build:\r\n      context: ../b") ==
      ComposeBuilds{.dockerfiles = Files{"docker/dev", "b/Dockerfile"}});
  CHECK(builds("    build:\n    image: a\n") ==
        ComposeBuilds{.dockerfiles = Files{".devcontainer/Dockerfile"}});
  CHECK(builds("x:\n  context: ..\n  dockerfile: a\n") == ComposeBuilds{});
  for (const std::string_view text :
       {"  app: {build: ..}\n", "    build: {context: ..}\n", "    build: ${DIR}\n",
        "    build: *it\n", "    build: /srv/app\n", "    build: ../..\n",
        "    extends:\n      file: a.yml\n", "include: [a.yml]\n", "    \"build\": ..\n"}) {
    INFO(text);
    CHECK(builds(text).unclear);
  }
  std::string many;
  for (std::size_t i = 0; i <= devcontainer_files_kept; ++i)
    many += "    build: a" + std::to_string(i) + '\n';
  CHECK(builds(many).dockerfiles.size() == devcontainer_files_kept);
  CHECK(builds(many).unclear);
  CHECK_FALSE(builds(many.substr(0, many.rfind("    build"))).unclear);
}

TEST_CASE("devcontainer files: one sentence says what changed and the command that ends it") {
  CHECK(stale_sentence({}).empty());
  CHECK(stale_sentence({usual}) ==
        ".devcontainer/devcontainer.json changed since this container was built; rebuild: "
        "devcontainer up --remove-existing-container --workspace-folder .");
  CHECK(stale_sentence({"a", "b", "c", "d", "e"}).starts_with("a, b, c and 2 more changed since"));
}

}  // namespace
}  // namespace prodparity
