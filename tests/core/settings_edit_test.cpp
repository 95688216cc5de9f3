#include "core/settings_edit.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <string>
#include <vector>

namespace prodparity {
namespace {

const OwnMarks own = {.program = "/usr/local/bin/prodparity", .plugin = "/opt/plugin.js"};

const std::string wanted = R"({
  "hooks": {
    "SessionStart": [
      {"hooks": [{"type": "command", "command": "/usr/local/bin/prodparity", "args": ["hook", "--agent=claude"]}]}
    ],
    "PostToolUse": [
      {"matcher": "*", "hooks": [{"type": "command", "command": "/usr/local/bin/prodparity hook --agent=claude"}]}
    ]
  }
}
)";
const std::string start_line =
    R"({"hooks": [{"type": "command", "command": "/usr/local/bin/prodparity", "args": ["hook", "--agent=claude"]}]})";
const std::string tool_line =
    R"({"matcher": "*", "hooks": [{"type": "command", "command": "/usr/local/bin/prodparity hook --agent=claude"}]})";

std::string added(const std::string& settings, const std::string& entries = wanted) {
  const auto result = add_entries(settings, entries, own);
  INFO(settings);
  if (!result) FAIL(to_string(result.error()));
  return *result;
}

Removal removed(const std::string& settings, const std::string& entries = wanted) {
  const auto result = remove_entries(settings, entries, own);
  INFO(settings);
  if (!result) FAIL(to_string(result.error()));
  return *result;
}

Error refusal(const std::string& settings, const std::string& entries = wanted) {
  const auto result = add_entries(settings, entries, own);
  INFO(settings);
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

}  // namespace

TEST_CASE("settings edit: entries are put behind what is there, in its own layout") {
  CHECK(added("{\n\t\"theme\": \"dark\", // mine\n\t\"hooks\": {\n\t\t\"PostToolUse\": [\n"
              "\t\t\t{\"matcher\": \"Bash\"} /* theirs */\n\t\t]\n\t}\n}\n") ==
        "{\n\t\"theme\": \"dark\", // mine\n\t\"hooks\": {\n\t\t\"PostToolUse\": [\n"
        "\t\t\t{\"matcher\": \"Bash\"}, /* theirs */\n\t\t\t" +
            tool_line + "\n\t\t],\n\t\t\"SessionStart\": [\n\t\t\t" + start_line +
            "\n\t\t]\n\t}\n}\n");
}

TEST_CASE("settings edit: a comma behind the last element stays one behind the last element") {
  CHECK(added("{\n    \"a\": 1,\n}\n").ends_with("\n        ]\n    },\n}\n"));
  CHECK(added("{\"hooks\": {\"PostToolUse\": [1, ], \"SessionStart\": [2]}}") ==
        "{\"hooks\": {\"PostToolUse\": [1, " + tool_line + ", ], \"SessionStart\": [2, " +
            start_line + "]}}");
}

TEST_CASE("settings edit: line ends are the file's own") {
  const std::string result = added("{\r\n  \"a\": 1\r\n}\r\n");
  for (std::size_t at = result.find('\n'); at != std::string::npos; at = result.find('\n', at + 1))
    CHECK(result[at - 1] == '\r');
  CHECK(removed(result).bytes == "{\r\n  \"a\": 1\r\n}\r\n");
}

TEST_CASE("settings edit: added twice is added once, and taken out leaves every byte as it was") {
  std::vector<std::string> texts = {
      "{}",
      "{ }",
      "{\n}\n",
      "{\n  // nothing yet\n}",
      "{/**/}",
      "\xEF\xBB\xBF{\"a\":1}",
      "{\"a\":1}",
      "{\"a\":1,}",
      "{\"a\":1 , }",
      "{\"a\":1 // c\n}",
      "{\"a\":1 // c\r\n}",
      "{\"a\":1, // c\n // d\n}",
      "{\"a\":1\n,}",
      "{\"a\":1 /* x */ /* y */\n\n}",
      "{\"a\":1 /* x\n */ }",
      "{\"a\":1   \n}",
      "{\n\"a\":1\n}",
      "{\"hooks\":{}}",
      "{\"hooks\":{ // empty\n}}",
      "{\n  \"hooks\": {\n  }\n}",
      "{\"hooks\":{\"PostToolUse\":[]}}",
      "{\"hooks\":{\"PostToolUse\":[ ], \"SessionStart\": [\n\n]}}",
      "{\"hooks\":{\"PostToolUse\":[{\"matcher\":\"Bash\",\"hooks\":[{\"command\":\"x\"}]}]}}",
      "{\"hooks\":{\"PostToolUse\":[\n{}, // c\n/* d */]}}",
      "// head\n{\"hooks\":{\"PostToolUse\":[{}]}}\n// tail",
  };
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(test::fixtures_folder) + "/settings"))
    texts.push_back(test::read_file(file.path().string()));
  CHECK(texts.size() >= 30);
  for (const std::string& text : texts) {
    INFO(text);
    const std::string once = added(text);
    CHECK(once != text);
    CHECK(added(once) == once);
    CHECK(removed(once).bytes == text);
    CHECK(*count_entries(once, own) == 2);
    CHECK(*count_entries(text, own) == 0);
    CHECK(removed(text).bytes == text);
  }
}

TEST_CASE("settings edit: of what we wrote alone nothing is left") {
  const Removal all = removed(wanted);
  CHECK(all.nothing_left);
  CHECK_FALSE(removed(added("{\"a\": 1}")).nothing_left);
  CHECK_FALSE(removed(added("{} // mine")).nothing_left);
  const std::string versioned = "{\n  \"version\": 1,\n  \"hooks\": {\n    \"a\": [\n      " +
                                tool_line + "\n    ]\n  }\n}\n";
  CHECK(removed(versioned, versioned).nothing_left);
  CHECK(removed(versioned, versioned).bytes == "{\n  \"version\": 1\n}\n");
}

TEST_CASE("settings edit: our entries are found by what they call, wherever they were moved") {
  const std::string call = R"({"command": "/usr/local/bin/prodparity hook --agent=claude"})";
  CHECK(removed("{\"hooks\": {\"Stop\": [ " + call + ", {\"command\": \"x\"}]}}").bytes ==
        "{\"hooks\": {\"Stop\": [ {\"command\": \"x\"}]}}");
  CHECK(removed("{\"hooks\": {\"Stop\": [{\"hooks\": [{\"command\": \"x\"}, " + call + "]}]}}")
            .bytes == "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"command\": \"x\"}]}]}}");
  CHECK(removed("{\"hooks\": {\"Stop\": [\n  // mine\n  " + call + "\n]}}").bytes ==
        "{\"hooks\": {\"Stop\": [\n  // mine\n]}}");
  CHECK(removed("{\"hooks\": {\"Stop\": [// mine\n" + call + " ]}}").bytes ==
        "{\"hooks\": {\"Stop\": [// mine\n ]}}");
  for (const std::string foreign :
       {R"("/opt/usr/local/bin/prodparity hook --agent=claude")",
        R"("/usr/local/bin/prodparity status")", R"("/usr/local/bin/prodparity-x hook --agent=c")",
        R"("/usr/local/bin/prodparity")"}) {
    const std::string text = "{\"hooks\": {\"Stop\": [{\"command\": " + foreign + "}]}}";
    CHECK(removed(text).bytes == text);
  }
  // Elsewhere it is no hook: a permission, an MCP server.
  const std::string elsewhere = "{\"permissions\": [" + call + "]}";
  CHECK(removed(elsewhere).bytes == elsewhere);
}

TEST_CASE("settings edit: older entries of ours give way to those of today") {
  const std::string old =
      R"({"hooks": {"Gone": [{"command": "/usr/local/bin/prodparity hook --agent claude"}, 1]}})";
  const std::string now = added(old);
  CHECK(now.find("\"Gone\": [ 1]") != std::string::npos);
  CHECK(*count_entries(now, own) == 2);
}

TEST_CASE("settings edit: a plugin is one string of a list") {
  const std::string plugin = "{\n  \"plugin\": [\n    \"/opt/plugin.js\"\n  ]\n}\n";
  const std::string theirs =
      "{\"plugin\": [\"other\", [\"/opt/plugin.js\", {}]], \"x\": \"/opt/plugin.js\"}";
  CHECK(added(theirs, plugin) ==
        "{\"plugin\": [\"other\", [\"/opt/plugin.js\", {}], \"/opt/plugin.js\"], \"x\": "
        "\"/opt/plugin.js\"}");
  CHECK(removed(added(theirs, plugin), plugin).bytes == theirs);
  CHECK(added(added(theirs, plugin), plugin) == added(theirs, plugin));
}

TEST_CASE("settings edit: what has another shape is refused with its line, and stays") {
  CHECK(refusal("{\n  \"hooks\": []\n}").code == ErrorCode::wrong_config);
  CHECK(refusal("{\n  \"hooks\": []\n}").line == 2);
  CHECK(refusal("{\"hooks\": {\n\"PostToolUse\": {}}}").line == 2);
  CHECK(refusal("{\"hooks\": null}").code == ErrorCode::wrong_config);
  CHECK(refusal("[]").code == ErrorCode::wrong_config);
  CHECK(refusal("{\"a\": }").code == ErrorCode::malformed);
  const std::string versioned = R"({"version": 1, "hooks": {}})";
  CHECK(refusal("{}", versioned).message == "'version' is missing; it must be 1");
  CHECK(refusal("{\"version\": 2}", versioned).message == "'version' is not 1");
  CHECK_FALSE(remove_entries("{", wanted, own).has_value());
}

TEST_CASE("settings edit: with our entries too it has at most the bytes that are read") {
  const std::size_t grows = added("{}").size() - 2;
  const auto of_size = [](std::size_t size) { return "{}" + std::string(size - 2, ' '); };
  CHECK(added(of_size(limits::config_bytes - grows)).size() == limits::config_bytes);
  CHECK(refusal(of_size(limits::config_bytes - grows + 1)).code == ErrorCode::too_large);
}

TEST_CASE("settings edit: entries of ours are put to entries of ours") {
  const std::string text = "{\n  \"hooks\": {\n    \"A\": [\n      {\"a\": 1}\n    ]\n  }\n}\n";
  CHECK(with_entries(text, R"({"hooks": {"A": [{"a": 2}], "B": [{"b": 1}]}})") ==
        "{\n  \"hooks\": {\n    \"A\": [\n      {\"a\": 1},\n      {\"a\": 2}\n    ],\n"
        "    \"B\": [\n      {\"b\": 1}\n    ]\n  }\n}\n");
  CHECK(with_entries(text, "no JSON") == text);
}

}  // namespace prodparity
