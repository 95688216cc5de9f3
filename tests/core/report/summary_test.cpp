#include "core/report/summary.h"

#include "tests/support/catch.h"
#include "tests/support/example_verdict.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

std::string line_of(const Verdict& verdict) {
  return verdict_line(verdict, fold(verdict.findings));
}

Verdict without_findings() {
  Verdict verdict = example_verdict();
  verdict.findings.clear();
  verdict.gaps.clear();
  return verdict;
}

}  // namespace

TEST_CASE("summary: counts lines as they are shown, and gaps beside them") {
  Verdict verdict = example_verdict();
  CHECK(line_of(verdict) ==
        "3 differences from production: 1 block, 2 warn, and 1 part that could not be checked");
  verdict.gaps.erase(verdict.gaps.begin());  // the other is accepted
  CHECK(line_of(verdict) == "3 differences from production: 1 block, 2 warn");
  verdict.findings.resize(2);
  CHECK(line_of(verdict) == "1 difference from production: 1 block");
}

TEST_CASE("summary: clean says exactly what was compared, with what") {
  Verdict verdict = without_findings();
  CHECK(
      line_of(verdict) ==
      "clean: 812 debs and 14 PyPI distributions match production (prod.cdx.json, CycloneDX 1.6 by "
      "trivy 0.74.0, of registry.example/api:1, made 2026-11-20, unsigned)");
  verdict.references[0].compared = {{"deb", 1}};
  CHECK(line_of(verdict).substr(0, 30) == "clean: 1 deb matches productio");
}

TEST_CASE("summary: differences for information are not called a match") {
  Verdict verdict = without_findings();
  verdict.findings = {example_verdict().findings[6]};
  CHECK(line_of(verdict).find("match") == std::string::npos);
  CHECK(line_of(verdict).find("nothing to block or warn about, 1 difference for information") !=
        std::string::npos);
}

TEST_CASE("summary: what is allowed is not called a difference for information") {
  Verdict verdict = without_findings();
  Finding allowed = example_verdict().findings[6];
  allowed.tier = allowed.shown_tier = Tier::ignore;
  allowed.allowed = true;
  verdict.findings = {allowed};
  CHECK(line_of(verdict).starts_with(
      "clean: nothing to block or warn about, 1 allowed or ignored: 812 debs"));
  verdict.findings.push_back(example_verdict().findings[6]);
  verdict.findings.back().group.id = "another";
  CHECK(
      line_of(verdict).starts_with("clean: nothing to block or warn about, 1 difference for "
                                   "information, 1 allowed or ignored: "));
}

TEST_CASE("summary: what was not checked is never clean") {
  Verdict verdict = without_findings();
  verdict.gaps = {{.kind = GapKind::not_covered, .ecosystem = "pypi"}};
  CHECK(line_of(verdict) == "could not check against production: 1 gap");
  verdict.references.clear();
  verdict.gaps.clear();
  CHECK(line_of(verdict) == "nothing was compared: there is no reference");
}

TEST_CASE("summary: several references are named") {
  Verdict verdict = example_verdict();
  verdict.references.push_back({.name = "staging"});
  CHECK(line_of(verdict).find("from production and staging:") != std::string::npos);
}

TEST_CASE("summary: the five counts") {
  CHECK(counts_line({1, 2, 3, 4, 5}) ==
        "dev-only: 1 allowed, 2 unexpected; prod-only: 3; version drift: 4, runtime-sensitive: 5");
}

TEST_CASE("summary: what is peculiar about a difference") {
  const Verdict verdict = example_verdict();
  const std::vector<Row> rows = fold(verdict.findings);
  CHECK(peculiarities(rows[0]).empty());
  CHECK(peculiarities(rows[2]) == "a pre-release, hides the deb python3-pip 23.0.1+dfsg-1");
  CHECK(peculiarities(rows[3]) == "older than production");
}

TEST_CASE("summary: what came along is told as what it is, in the singular of its head") {
  Verdict verdict = example_verdict();
  const auto company = [&] { return company_of(fold(verdict.findings).at(1)); };
  CHECK(company() == "2 packages it pulled in");
  CHECK(difference(fold(verdict.findings).at(1)) == "is not in production");
  for (std::size_t i = 2; i < 5; ++i)
    verdict.findings[i].drift.dev.edit([](Component& dev) { dev.relations.clear(); });
  CHECK(company() == "2 packages of its source");
  CHECK(company_of(fold(verdict.findings).at(0)).empty());
  verdict.findings[2].group.head = "gone";
  CHECK(company().empty());
  CHECK(difference(fold(verdict.findings).at(1)) == "are not in production");
}

TEST_CASE("summary: what is hidden is named with whose it is") {
  Finding finding = test::pip_finding();
  const auto told = [&](const std::string& hides) {
    finding.drift.dev.edit([&](Component& dev) { dev.hides = hides; });
    const std::vector<Finding> findings = {finding};
    return peculiarities(fold(findings).at(0));
  };
  CHECK(told("pypi:pip@23.0") == "a pre-release, hides PyPI's pip 23.0");
  CHECK(told("bare") == "a pre-release, hides bare");
}

TEST_CASE("summary: the reason names who decided where it is not the head") {
  Verdict verdict = example_verdict();
  CHECK(why(fold(verdict.findings)[1]) == "production does not have it (rule dev-only)");
  verdict.findings[4].tier = Tier::block;
  verdict.findings[4].rule = "name";
  verdict.findings[4].reason.because = "a crypto library";
  CHECK(why(fold(verdict.findings)[1]) == "libgts-0.7-5: a crypto library (rule name)");
  CHECK(why(fold(verdict.findings)[3]) == "no rule speaks of it");
}

TEST_CASE("summary: why a tier leaves out what the line itself tells, and says the rest") {
  Finding finding = test::pip_finding();
  finding.reason = {.because = "it differs",
                    .peculiar = {"it hides python3-pip 23.0.1+dfsg-1", "it is a pre-release"},
                    .others = {"it is on hold here"}};
  const std::vector<Finding> findings = {finding};
  const std::vector<Row> rows = fold(findings);
  CHECK(why(rows.at(0)) == "it differs; it is on hold here (rule pre-release)");
  // A clause of the rule's own words is the rule's, whatever the drift says besides.
  finding.reason.because = "it is a pre-release; it differs";
  const std::vector<Finding> quoting = {finding};
  CHECK(why(fold(quoting).at(0)) ==
        "it is a pre-release; it differs; it is on hold here (rule pre-release)");
}
TEST_CASE("summary: who made a change, and who else may have") {
  const Cause claude = {.actor = Actor::agent,
                        .agent = "claude",
                        .session = "5434",
                        .command = "apt-get install -y graphviz",
                        .tool_command = "make deps",
                        .evidence = {"it held the lock", "its time"}};
  Cause codex = claude;
  codex.agent = "codex";
  codex.tool_command.clear();
  const Cause person = {.actor = Actor::person, .evidence = {"a shell"}};
  const Cause nobody = {.evidence = {"it was not seen"}};
  CHECK(caused_by({claude, {}}) == "Claude Code: make deps");
  CHECK(caused_by({codex, {}}) == "Codex: apt-get install -y graphviz");
  CHECK(caused_by({person, {}}) == "person");
  CHECK(caused_by({nobody, {}}).empty());
  CHECK(caused_by({nobody, {claude}}).empty());  // who may have been it is no headline
  CHECK(caused_by({claude, {claude, codex, codex, nobody, person}}) ==
        "Claude Code: make deps, or Codex, or person");
  CHECK(evidence_of({claude, {person}}) ==
        "caused by: Claude Code, session 5434, apt-get install -y graphviz: it held the lock; its "
        "time. Or person: a shell");
  CHECK(evidence_of({nobody, {}}) == "caused by: it is not known who: it was not seen");
}
