#include "client/timeline.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <string>

using namespace prodparity;
using nlohmann::json;

TEST_CASE("timeline: an announced difference in one line") {
  const json entry = {{"sequence", 12U},
                      {"time", "2026-11-22T12:00:00Z"},
                      {"kind", "finding_announced"},
                      {"data",
                       {{"tier", "block"},
                        {"name", "libssl3"},
                        {"dev_version", "3.0.22-1"},
                        {"prod_version", "3.0.20-1"},
                        {"reference", "production"},
                        {"rule", "openssl-version"}}}};
  CHECK(
      timeline_line(entry) ==
      "    12  2026-11-22T12:00:00Z  finding_announced  block libssl3: 3.0.22-1 here, 3.0.20-1 in "
      "production (rule openssl-version)");
}

TEST_CASE("timeline: a moment is its clock and what happened, harmless on a terminal") {
  json entry = {{"sequence", 12U},
                {"time", "2026-11-22T12:00:07.123Z"},
                {"kind", "resolved"},
                {"data", {{"name", "lib\x1b[31mssl3"}}}};
  CHECK(timeline_moment(entry) == "12:00:07 resolved lib\\x1b[31mssl3");
  entry["kind"] = "session_start";
  entry["data"] = json::object();
  CHECK(timeline_moment(entry) == "12:00:07 session_start");
  entry["time"] = "now";
  CHECK(timeline_moment(entry) == "now session_start");
  entry["kind"] = "finding_announced";
  entry["data"] = {
      {"tier", "warn"}, {"name", "vim"}, {"dev_version", "9"}, {"reference", "p"}, {"rule", "r"}};
  CHECK(timeline_moment(entry) == "now warn vim: 9 is not in p (rule r)");
  CHECK(timeline_moment(json::array()).empty());
}

TEST_CASE("timeline: an absent version is said in words") {
  json entry = {{"kind", "finding_announced"},
                {"data", {{"name", "vim"}, {"dev_version", "9"}, {"prod_version", nullptr}}}};
  CHECK(timeline_line(entry).find("9 is not in") != std::string::npos);
}

TEST_CASE("timeline: whom what was told to") {
  const json entry = {{"kind", "told"},
                      {"data", {{"agent", "codex"}, {"session", "01a2"}, {"sequence", 12U}}}};
  CHECK(timeline_line(entry).ends_with("codex, session 01a2: up to 12"));
}

TEST_CASE("timeline: who made something what it is") {
  const json attribution = {{"actor", "agent"}, {"agent", "claude"}, {"tool_command", "make deps"}};
  json entry = {
      {"kind", "attributed"},
      {"data", {{"attribution", attribution}, {"components", {{"deb:curl:amd64:", "8"}}}}}};
  CHECK(timeline_line(entry).ends_with("1 components: Claude Code: make deps"));
  entry["data"]["attribution"] = nullptr;
  CHECK(timeline_line(entry).ends_with("1 components: it is not known who"));
  const json finding = {{"kind", "finding_announced"},
                        {"data", {{"name", "vim"}, {"attribution", {{"actor", "person"}}}}}};
  CHECK(timeline_line(finding).ends_with("(person)"));
}

TEST_CASE("timeline: hostile text and entries of another shape stay one harmless line") {
  const json hostile = {{"kind", "resolved\n"}, {"data", {{"name", "x\x1b[31m\ny"}}}};
  CHECK(timeline_line(hostile).find_first_of("\n\x1b") == std::string::npos);
  CHECK_FALSE(timeline_line(json(3)).empty());
  CHECK_FALSE(timeline_line({{"sequence", "x"}, {"data", 1}}).empty());
}

TEST_CASE("timeline: what ended is told by name, in one line") {
  const json params = {{"findings", {{{"name", "libssl3"}}, {{"name", "openssl\x1b[31m"}}}}};
  const std::string text = news_text("resolved", params);
  CHECK(text.starts_with("prodparity: resolved: libssl3, openssl"));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(news_text("resolved", {{"findings", json::array()}}).empty());
  CHECK(news_text("resolved", json(3)).empty());
}

TEST_CASE("timeline: an announcement of a backlog is a line a difference") {
  const json params = {{"findings",
                        {{{"tier", "warn"},
                          {"name", "vim"},
                          {"dev_version", "9"},
                          {"reference", "production"},
                          {"rule", "r"}}}}};
  CHECK(news_text("announced", params) ==
        "prodparity: warn vim: 9 is not in production (rule r)\n");
}
