#include "core/report/report.h"
#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/example_verdict.h"
#include "tests/support/json_schema.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using namespace prodparity;
using namespace prodparity::test;
using nlohmann::json;

namespace {

json schema() {
  return json::parse(read_file(std::string(test::project_folder) + "/docs/report.schema.json"));
}

}  // namespace

TEST_CASE("json: the whole report") {
  check_golden("report.json", render_json(example_verdict(), "2026-11-22T12:00:00Z"));
}

TEST_CASE("json: holds to its schema, whatever the verdict") {
  for (const Verdict& verdict : {example_verdict(), hostile_verdict(), Verdict{}}) {
    CHECK(violation(schema(), json::parse(render_json(verdict, ""))) == "");
    CHECK(violation(schema(), json::parse(render_json(verdict, "2026-11-22T12:00:00Z"))) == "");
  }
}

TEST_CASE("json: the schema refuses what is not a report") {
  json report = json::parse(render_json(example_verdict(), ""));
  report["findings"][0]["extra"] = 1;
  CHECK(violation(schema(), report) == "$.findings[0].extra is not allowed");
  report["findings"][0].erase("extra");
  report["findings"][0].erase("rule");
  CHECK(violation(schema(), report) == "$.findings[0] lacks rule");
  report = json::parse(render_json(example_verdict(), ""));
  report["verdict"] = "fine";
  CHECK(violation(schema(), report) == "$.verdict is not one of the enum");
  report["verdict"] = "clean";
  report["findings"][0]["dev_version"] = 3;
  CHECK(violation(schema(), report) == "$.findings[0].dev_version has the wrong type");
}

TEST_CASE("json: absent versions are null, and no time unless it is given") {
  const json report = json::parse(render_json(example_verdict(), ""));
  CHECK_FALSE(report.contains("now"));
  const json& graphviz = report["findings"][2];
  CHECK(graphviz["dev_version"] == "2.42.2-7+deb12u1");
  CHECK(graphviz["prod_version"].is_null());
  CHECK(graphviz["change"].is_null());
  CHECK(graphviz["evidence"]["prod"].is_null());
  CHECK(graphviz["evidence"]["dev"]["line"] == 900);
  CHECK(json::parse(render_json({}, "2026-11-22T12:00:00Z"))["now"] == "2026-11-22T12:00:00Z");
}

TEST_CASE("json: hostile text is whole in it, and harmless on a terminal") {
  const std::string text = render_json(hostile_verdict(), "");
  CHECK(std::all_of(text.begin(), text.end(),
                    [](char c) { return c == '\n' || (c >= ' ' && c < 0x7f); }));
  const std::string name = json::parse(text)["findings"][0]["name"];
  CHECK(name.substr(0, 6) == "x\x1b[31m");
  CHECK(name.find("\u202e") != std::string::npos);
  CHECK(name.find("\ufffd") != std::string::npos);  // the byte that is not UTF-8
}

TEST_CASE("json: what the build files say, with file and line; null where they say nothing") {
  Verdict verdict{.findings = {example_verdict().findings[0], example_verdict().findings[1]}};
  verdict.findings[0].shipping = {
      .state = Shipping::State::shipping, .at = {.path = "Dockerfile", .line = 7}, .why = {}};
  const json report = json::parse(render_json(verdict, ""));
  CHECK(violation(schema(), report) == "");
  CHECK(report["findings"][0]["shipping"] ==
        json({{"state", "shipping"}, {"path", "Dockerfile"}, {"line", 7}, {"why", nullptr}}));
  CHECK(report["findings"][1]["shipping"].is_null());
  CHECK(report["verdict"] == "block");
}

TEST_CASE("report, json: a tool call's command does not leave the container") {
  Verdict verdict;
  verdict.findings.push_back(test::version_finding("1", "libssl3", "2", "1"));
  const std::string report = render_json(verdict, {});
  CHECK(report.find("apt-get upgrade -y") != std::string::npos);
  CHECK(report.find("make deps") == std::string::npos);
  CHECK(render_markdown(verdict, {}).find("make deps") == std::string::npos);
  CHECK(render_terminal(verdict, {}).find("(Claude Code: make deps)") != std::string::npos);
}
