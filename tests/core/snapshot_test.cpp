#include "core/snapshot.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

Finding live_finding(const std::string& name, Tier tier) {
  Finding result{.id = "id-" + name,
                 .tier = tier,
                 .shown_tier = tier,
                 .rule = "r",
                 .reason = {.because = "x"}};
  result.drift = {.kind = DriftKind::dev_only,
                  .reference = "production",
                  .ecosystem = "deb",
                  .name = name,
                  .dev = Component{.ecosystem = "deb", .name = name, .version = "1"},
                  .origin = Origin::session};
  return result;
}

}  // namespace

TEST_CASE("snapshot: what is written is read") {
  const Snapshot snapshot{.instant = {.state = SettleState::changing,
                                      .generation = 7,
                                      .holder = "apt-get (4711)",
                                      .warnings = {"cannot watch /x"}},
                          .sequence = 12,
                          .outcome = Outcome::block,
                          .counts = {.prod_only = 3, .version_drift = 2},
                          .live_block = 1,
                          .live_warn = 2,
                          .text = "two\nlines\n",
                          .findings = R"([{"id":"a"}])",
                          .production = {.text = "debian 12\n", .answer = R"({"says":"yes"})"}};
  const Result<Snapshot> read = read_snapshot(write_snapshot(snapshot));
  REQUIRE(read.has_value());
  CHECK(*read == snapshot);
}

TEST_CASE("snapshot: other files are refused") {
  CHECK(read_snapshot("").has_error());
  CHECK(read_snapshot("[]").has_error());
  CHECK(read_snapshot(R"({"schema":"prodparity.snapshot/2"})").error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("snapshot: words that are not known are no knowledge") {
  const Result<Snapshot> read =
      read_snapshot(R"({"schema":"prodparity.snapshot/1","outcome":"splendid","instant":7})");
  REQUIRE(read.has_value());
  CHECK(read->outcome == Outcome::could_not_check);
  CHECK(read->instant.state == SettleState::blind);
}

TEST_CASE("snapshot: it has the strictest live findings and counts them all") {
  Verdict verdict;
  for (std::size_t i = 0; i <= snapshot_findings; ++i)
    verdict.findings.push_back(
        live_finding("p" + std::to_string(i), i == 0 ? Tier::block : Tier::warn));
  verdict.findings.push_back(live_finding("quiet", Tier::info));
  const Snapshot snapshot = make_snapshot({}, 5, verdict);
  CHECK(snapshot.live_block == 1);
  CHECK(snapshot.live_warn == snapshot_findings);
  CHECK(snapshot.findings.find("\"p" + std::to_string(snapshot_findings - 1) + '"') !=
        std::string::npos);
  CHECK(snapshot.findings.find("\"p" + std::to_string(snapshot_findings) + '"') ==
        std::string::npos);
  CHECK(snapshot.findings.find("quiet") == std::string::npos);
}

TEST_CASE("snapshot: it stays below its bound whatever names are like") {
  Verdict verdict;
  for (std::size_t i = 0; i < snapshot_findings; ++i) {
    Finding finding = live_finding(std::string(limits::name_bytes, '\x01'), Tier::warn);
    finding.reason.because = std::string(50'000, '"');
    verdict.findings.push_back(finding);
  }
  const SnapshotProduction production{.text = std::string(limits::snapshot_bytes / 8 - 2, '"'),
                                      .answer = "{}"};
  CHECK(write_snapshot(make_snapshot({}, 1, verdict, production)).size() <= limits::snapshot_bytes);
}

TEST_CASE("snapshot: what production is stands in it up to an eighth of its bound") {
  const auto of = [](std::size_t size) {
    const SnapshotProduction production{.text = std::string(size - 2, '"'), .answer = "{}"};
    return make_snapshot({}, 1, {}, production);
  };
  const Snapshot most = of(limits::snapshot_bytes / 8);
  CHECK(most.production.answer == "{}");
  CHECK(write_snapshot(most).size() <= limits::snapshot_bytes);
  CHECK(of(limits::snapshot_bytes / 8 + 1).production == SnapshotProduction());
  CHECK(read_snapshot(R"({"schema":"prodparity.snapshot/1","production":7})")->production ==
        SnapshotProduction());
}

TEST_CASE("snapshot: the twin is the number, the state and a line's end") {
  CHECK(write_sequence(42, "settled") == "42 settled\n");
}

}  // namespace prodparity
