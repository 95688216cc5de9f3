#include "client/reported.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

std::string report(const std::string& findings, const std::string& gaps = "") {
  return R"({"findings": [)" + findings + R"(], "gaps": [)" + gaps + "]}";
}
const std::string block =
    R"({"id": "a1", "ecosystem": "deb", "name": "openssl", "tier": "block", "group": {"id": "g"}, "shipping": null})";
const std::string shipped_block =
    R"({"id": "a2", "ecosystem": "deb", "name": "libc6", "tier": "block", "shipping": {"state": "shipping", "path": "Dockerfile", "line": 2}})";
const std::string maybe_warn =
    R"({"id": "a3", "ecosystem": "pypi", "name": "flask", "tier": "warn", "shipping": {"state": "maybe"}})";

Reported read(const std::string& text) {
  const auto reported = read_reported(text);
  INFO(text);
  REQUIRE(reported.has_value());
  return *reported;
}

bool all(const ReportedFinding&) {
  return true;
}

}  // namespace

TEST_CASE("reported: findings are read as the daemon reports them") {
  const Reported reported = read(report(block + "," + shipped_block + "," + maybe_warn));
  REQUIRE(reported.findings.size() == 3);
  CHECK(reported.findings[0] ==
        ReportedFinding{
            .id = "a1", .ecosystem = "deb", .name = "openssl", .group = "g", .tier = Tier::block});
  CHECK(reported.findings[0].ships_by.empty());
  CHECK(reported.findings[1].ships);
  CHECK(reported.findings[1].ships_by == "Dockerfile");
  CHECK(reported.findings[1].ships_by_line == 2);
  CHECK(reported.findings[2].tier == Tier::warn);
  CHECK_FALSE(reported.findings[2].ships);
  CHECK_FALSE(reported.has_open_gap);
}

TEST_CASE("reported: the outcome is that of the findings that count") {
  const std::string gap = R"({"kind": "unread", "accepted": false})";
  CHECK(outcome_of(read(report(block + "," + maybe_warn, gap)), all) == Outcome::block);
  CHECK(outcome_of(read(report(shipped_block + "," + maybe_warn, gap)), all) ==
        Outcome::could_not_check);
  CHECK(outcome_of(read(report(shipped_block + "," + maybe_warn, R"({"accepted": true})")), all) ==
        Outcome::warn);
  CHECK(outcome_of(read(report(shipped_block)), all) == Outcome::clean);
  CHECK(outcome_of(read(report(block + "," + maybe_warn)), [](const ReportedFinding& finding) {
          return finding.name != "openssl";
        }) == Outcome::warn);
}

TEST_CASE("reported: what is not known counts, what is no report is refused") {
  CHECK(read(report(R"({"tier": "catastrophe", "shipping": {"state": "perhaps"}})")).findings[0] ==
        ReportedFinding{.tier = Tier::block});
  CHECK(read(report("", "{}")).has_open_gap);
  for (const char* const text :
       {"", "[]", "{}", R"({"findings": {}, "gaps": []})", "{\"findings\""})
    CHECK_FALSE(read_reported(text).has_value());
}

}  // namespace prodparity
