#include "core/report/fold.h"

#include "tests/support/catch.h"
#include "tests/support/example_verdict.h"

#include <span>
#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

TEST_CASE("fold: binaries of one source with the same two versions are one row") {
  const Verdict verdict = example_verdict();
  const std::vector<Row> rows = fold(verdict.findings);
  REQUIRE(rows.size() == 6);
  CHECK(rows[0].names == std::vector<std::string>{"openssl", "libssl3"});  // the head speaks first
  CHECK(rows[0].tier == Tier::block);
  CHECK(rows[1].names == std::vector<std::string>{"graphviz", "libcgraph6", "libgts-0.7-5"});
  CHECK(rows[1].head->drift.name == "graphviz");
}

TEST_CASE("fold: other versions, kinds, references or places are other rows") {
  Verdict verdict = example_verdict();
  verdict.findings[1].drift.dev.edit(
      [](Component& component) { component.version = "3.0.22-1~deb12u2+b1"; });
  verdict.findings[3].drift.kind = DriftKind::prod_only;
  verdict.findings[4].drift.reference = "staging";
  CHECK(fold(verdict.findings).size() == 9);
}

TEST_CASE("fold: unfolded, every finding is a row with its own tier") {
  const Verdict verdict = example_verdict();
  const std::vector<Row> rows = fold(verdict.findings, true);
  REQUIRE(rows.size() == verdict.findings.size());
  CHECK(tally(rows).block == 2);
  CHECK(tally(rows).warn == 2);
  CHECK(tally(rows).info == 3);  // graphviz's libraries and tzdata
  CHECK(tally(rows).ignored == 2);
}

TEST_CASE("fold: the strictest member decides a row's tier and reason") {
  Verdict verdict = example_verdict();
  verdict.findings[4].tier = Tier::block;
  for (const std::size_t i : {2U, 3U, 4U})
    verdict.findings[i].shown_tier = Tier::block;
  const std::vector<Row> rows = fold(verdict.findings);
  CHECK(rows[1].tier == Tier::block);
  CHECK(rows[1].strictest->drift.name == "libgts-0.7-5");
  CHECK(rows[1].head->drift.name == "graphviz");
}

TEST_CASE("fold: an architecture is named only where the name alone is unclear") {
  Verdict verdict = example_verdict();
  verdict.findings[1].drift.name = "libssl3";
  verdict.findings[1].drift.arch = "i386";
  CHECK(fold(verdict.findings)[0].names ==
        std::vector<std::string>{"libssl3:amd64", "libssl3:i386"});
}

TEST_CASE("fold: commands that differ in the last word only become one") {
  const Verdict verdict = example_verdict();
  const std::vector<Remedy> remedies = remedies_of(fold(verdict.findings)[0]);
  REQUIRE(remedies.size() == 2);
  CHECK(remedies[0].kind == Remedy::Kind::ship);
  CHECK(remedies[1].command ==
        "sudo apt-get install -y --allow-downgrades openssl=3.0.20-1~deb12u2 "
        "libssl3=3.0.20-1~deb12u2");
}

TEST_CASE("fold: other commands stay commands of their own") {
  Verdict verdict = example_verdict();
  const auto say = [&](const char* command) {
    verdict.findings[0].remedies.edit(
        [&](std::vector<Remedy>& remedies) { remedies[1].command = command; });
  };
  say("sudo apt-mark unhold libssl3");
  CHECK(remedies_of(fold(verdict.findings)[0]).size() == 3);
  say("sudo apt-get install -y --allow-downgrades 'libssl3=3 0'");
  CHECK(remedies_of(fold(verdict.findings)[0]).size() == 3);
}

TEST_CASE("fold: what came along is undone by undoing what was asked for") {
  const Verdict verdict = example_verdict();
  const std::vector<Remedy> remedies = remedies_of(fold(verdict.findings)[1]);
  CHECK(remedies == *verdict.findings[2].remedies);
}

TEST_CASE("fold: names beyond the limit are counted") {
  const Verdict verdict = example_verdict();
  const std::vector<Row> rows = fold(verdict.findings);
  CHECK(names_of(rows[1], 3) == "graphviz, libcgraph6, libgts-0.7-5");
  CHECK(names_of(rows[1], 2) == "graphviz, libcgraph6 and 1 more");
}

TEST_CASE("fold: nothing gives no rows") {
  CHECK(fold(std::span<const Finding>()).empty());
}

TEST_CASE("fold: a head that only points at another member's command is silent beside it") {
  std::vector<Finding> findings = {test::dev_only_finding("1", "graphviz"),
                                   test::dev_only_finding("2", "libann0")};
  findings[0].remedies = std::vector<Remedy>{{.kind = Remedy::Kind::undo, .note = "see libann0"}};
  findings[1].remedies = std::vector<Remedy>{{.kind = Remedy::Kind::undo,
                                              .command = "apt-get remove graphviz libann0",
                                              .target = "shell"}};
  const std::vector<Row> rows = fold(findings);
  REQUIRE(rows.size() == 1);
  const std::vector<Remedy> remedies = remedies_of(rows[0]);
  REQUIRE(remedies.size() == 1);
  CHECK(remedies[0].command == "apt-get remove graphviz libann0");
}
