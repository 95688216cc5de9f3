#include "core/drift/policy_reader.h"

#include "core/drift/policy.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace prodparity;

namespace {

// "FILE:LINE: message" of the error, or "".
std::string error_of(std::string_view text) {
  const auto policy = read_policy(text, "p.json");
  if (policy.has_value()) return {};
  CHECK(policy.error().code == ErrorCode::wrong_config);
  return to_string(policy.error());
}

// A rule that matches `match`, three lines down.
std::string rule_with(const std::string& match) {
  return "{\n\"rules\": [\n{\"name\": \"a\", \"tier\": \"warn\", \"reason\": \"b\",\n\"match\": {" +
         match + "}}]}";
}

std::vector<std::string> documents(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(test::fixtures_folder) +
                                                               "/policy/" + folder))
    paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("policy file: everything it can say is read, comments allowed") {
  const auto policy =
      read_policy(test::fixture("policy/valid/everything.json") + "// end\n", "p.json");
  REQUIRE(policy.has_value());
  CHECK(policy->preset == "strict");
  REQUIRE(policy->references.size() == 2);
  CHECK(policy->references[0].name == "api");
  CHECK(policy->references[0].paths == std::vector<std::string>{"api/"});
  CHECK(policy->references[1].source == "web.spdx.json");
  REQUIRE(policy->user_rules.size() == 1);
  const Rule& rule = policy->user_rules[0];
  CHECK(rule.name == "no-chromium");
  CHECK(rule.tier == Tier::block);
  CHECK(rule.reason == "no browser in the container");
  CHECK(rule.match == Match{.ecosystems = {"deb"},
                            .names = {"chromium*"},
                            .not_names = {"*-doc"},
                            .name_regexp = "chromium.*",
                            .sources = {"chromium"},
                            .sections = {"web"},
                            .kinds = {DriftKind::dev_only, DriftKind::version},
                            .classes = {ChangeClass::major, ChangeClass::minor},
                            .origins = {Origin::session},
                            .downgrade = false,
                            .pre_release = false,
                            .ships = Ships::nothing,
                            .runtime_library = false});
  REQUIRE(policy->waivers.size() == 1);
  CHECK(policy->waivers[0].expires == Date{2026, 12, 31});
  CHECK(policy->dev_only_allowed == std::vector<std::string>{"ripgrep", "pypi:black"});
  CHECK(policy->accept_uncovered == std::vector<std::string>{"pypi"});
  CHECK(policy->index_url == "https://pypi.org/simple");
  CHECK(policy->agents_may_override);
  CHECK_FALSE(Policy().agents_may_override);
}

TEST_CASE("policy file: rules and waivers know their file and line") {
  const auto policy = read_policy(
      "// one\n{ /* two\n*/ \"rules\": [\n"
      "  {\"name\": \"a\", \"match\": {\"names\": [\"]\", \"x\"]},\n"
      "   \"tier\": \"warn\", \"reason\": \"\\\"[\"}, // six\n"
      "  {\"name\": \"b\", \"match\": {}, \"tier\": \"warn\", \"reason\": \"r\"}],\n"
      "\"waivers\": [\n\n{\"match\": {\"names\": [\"c\"]}, \"reason\": \"r\"}]}",
      ".devcontainer/prodparity.json");
  REQUIRE(policy.has_value());
  REQUIRE(policy->user_rules.size() == 2);
  CHECK(policy->user_rules[0].evidence == Evidence{".devcontainer/prodparity.json", 4});
  CHECK(policy->user_rules[1].evidence.line == 6);
  REQUIRE(policy->waivers.size() == 1);
  CHECK(policy->waivers[0].evidence.line == 9);
}

TEST_CASE("policy file: what is wrong is named with file and line") {
  CHECK(error_of("{\n\"presets\": 1}") == "p.json:2: unknown key 'presets' in the policy");
  CHECK(error_of(rule_with("\"name\": []")) == "p.json:4: unknown key 'name' in a match");
  CHECK(error_of(rule_with("\n\"names\": \"x\"")) ==
        "p.json:5: rules/0/match/names must be a list");
  CHECK(error_of(rule_with("\"name_regexp\": \"lib(\"")) ==
        "p.json:4: rules/0/match/name_regexp is no RE2 expression: missing ): lib(");
  CHECK(error_of("{\"waivers\": [\n{\"match\": {\"names\": [\"a\"]}, \"reason\": \"b\",\n"
                 "\"expires\": \"2026-02-30\"}]}") ==
        "p.json:3: expires must be a day of the calendar as YYYY-MM-DD");
  CHECK(error_of("{\"accept_uncovered\": [\n\"pipy\"]}") ==
        "p.json:2: 'pipy' is no ecosystem that is read");
  CHECK(error_of("{\"references\": [{\"source\": \"a\"},\n{\"source\": \"b\"}]}") ==
        "p.json:2: two references are named 'production'");
  CHECK(error_of("{\n\"preset\": \"default\",\n\"preset\": \"strict\"}").starts_with("p.json:3: "));
  CHECK(error_of("{\n\"rules\": [").starts_with("p.json:2: "));
}

TEST_CASE("policy file: a pattern may have 4096 bytes, not one more") {
  CHECK(error_of(rule_with("\"names\": [\"" + std::string(4096, 'x') + "\"]")).empty());
  CHECK(error_of(rule_with("\"names\": [\"" + std::string(4097, 'x') + "\"]")) ==
        "p.json:4: rules/0/match/names/0 is longer than 4096 bytes");
}

TEST_CASE("policy file: the reader takes and refuses what the schema's table says") {
  const std::vector<std::string> valid = documents("valid");
  const std::vector<std::string> invalid = documents("invalid");
  REQUIRE(valid.size() >= 5);
  REQUIRE(invalid.size() >= 25);
  for (const std::string& path : valid) {
    INFO(path);
    CHECK(read_policy(test::read_file(path), path).has_value());
  }
  for (const std::string& path : invalid) {
    INFO(path);
    CHECK_FALSE(read_policy(test::read_file(path), path).has_value());
  }
}

TEST_CASE("policy file: the schema has exactly the reader's keys") {
  const auto schema = nlohmann::json::parse(
      test::read_file(std::string(test::project_folder) + "/docs/policy.schema.json"));
  for (const auto& [object, keys] : policy_keys()) {
    INFO(object);
    const auto& definition = schema.at("$defs").at(object);
    CHECK(definition.at("additionalProperties") == false);
    std::vector<std::string> described;
    for (const auto& [key, value] : definition.at("properties").items())
      described.push_back(key);
    CHECK(described == keys);
  }
}

TEST_CASE("policy file: the schema's words are the enumerations' own") {
  const auto schema = nlohmann::json::parse(
      test::read_file(std::string(test::project_folder) + "/docs/policy.schema.json"));
  const auto& match = schema.at("$defs").at("match").at("properties");
  for (const std::string word : match.at("kinds").at("items").at("enum"))
    CHECK(parse_drift_kind(word).has_value());
  for (const std::string word : match.at("classes").at("items").at("enum"))
    CHECK(parse_change_class(word).has_value());
  for (const std::string word : match.at("origins").at("items").at("enum"))
    CHECK(parse_origin(word).has_value());
  CHECK(match.at("classes").at("items").at("enum").size() == 10);
  CHECK(match.at("kinds").at("items").at("enum").size() == 4);
}
