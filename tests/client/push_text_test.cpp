#include "client/push_text.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace prodparity {
namespace {

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i)
    text += "line " + std::to_string(i) + '\n';
  return text;
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

ReportedFinding finding(const std::string& name, Tier tier = Tier::block, bool ships = false) {
  return {.ecosystem = "deb", .name = name, .tier = tier, .ships = ships};
}

}  // namespace

TEST_CASE("push text: a report that fits is told whole, a longer one is cut and says so") {
  CHECK(push_summary("", lines(16), false) == lines(16));
  CHECK(push_summary("", lines(17), false) ==
        lines(15) + "prodparity: 2 more lines: prodparity report\n");
  CHECK(push_summary("state\n", lines(16), false) ==
        "state\n" + lines(14) + "prodparity: 2 more lines: prodparity report\n");
  CHECK(push_summary("", "", false).empty());
}

TEST_CASE("push text: of a clean report the first line is told") {
  CHECK(push_summary("", lines(5), true) == "line 1\n");
  CHECK(push_summary("warning\n", lines(5), true) == "warning\nline 1\n");
}

TEST_CASE("push text: the report and what stops the push are twenty lines at most") {
  const Reported reported{.findings = {finding("openssl")}};
  const std::string behind = push_uncommitted({"Dockerfile"}) + push_stop(stopping(reported));
  CHECK(lines_of(push_summary("", lines(1000), false)) + lines_of(behind) == push_lines);
}

TEST_CASE("push text: what blocks and does not ship stops, nothing else") {
  const Reported reported{.findings = {finding("a", Tier::warn), finding("b", Tier::block, true),
                                       finding("c"), finding("d", Tier::ignore)},
                          .has_open_gap = true};
  const auto found = stopping(reported);
  REQUIRE(found.size() == 1);
  CHECK(found.front()->name == "c");
  CHECK(stopping({}).empty());
}

TEST_CASE("push text: places that no commit has are told in one line, and are harmless") {
  CHECK(push_uncommitted({}).empty());
  CHECK(push_uncommitted({"Dockerfile:2", "api/re\nq.txt:1"}) ==
        "prodparity: not committed, so that this push does not ship what it says: Dockerfile:2, "
        "api/re\\x0aq.txt:1\n");
}

TEST_CASE("push text: names are told once each, and are harmless") {
  Reported reported{.findings = {finding("openssl"), finding("openssl"), finding("\x1b[31mred")}};
  CHECK(push_stop(stopping(reported)).find("accepted: openssl, \\x1b[31mred\n") !=
        std::string::npos);
  reported.findings = {finding("a; rm -rf /\n")};
  const std::string stop = push_stop(stopping(reported));
  CHECK(stop.find("prodparity accept 'a; rm -rf /\\x0a' --reason") != std::string::npos);
  CHECK(lines_of(stop) == 3);
  reported.findings.clear();
  for (const char name : std::string("abcdefgh"))
    reported.findings.push_back(finding(std::string(1, name)));
  CHECK(push_stop(stopping(reported)).find("a, b, c, d, e, f and 2 more\n") != std::string::npos);
}

}  // namespace prodparity
