#include "core/drift/evaluate.h"

#include "core/drift/origin.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

constexpr Date today{2026, 11, 22};

Verdict judged(const Inventory& dev, const std::vector<Reference>& references, Policy policy = {},
               const History& history = {}) {
  auto engine = PolicyEngine::compile(std::move(policy));
  REQUIRE(engine.has_value());
  return evaluate(dev, references, *engine, history, {}, today);
}

const Finding& finding(const Verdict& verdict, std::string_view name) {
  const auto found = std::ranges::find_if(
      verdict.findings, [&](const Finding& candidate) { return candidate.drift.name == name; });
  REQUIRE(found != verdict.findings.end());
  return *found;
}

Component package(std::string name, std::string relations, bool automatic) {
  Component component = deb(std::move(name), "1-1");
  component.relations = std::move(relations);
  component.automatic = automatic;
  return component;
}

}  // namespace

TEST_CASE("evaluate: the same place is clean") {
  const Verdict verdict = judged(inventory_of({deb("a", "1"), pypi("b", "1")}),
                                 {reference_of({deb("a", "1"), pypi("b", "1")})});
  CHECK(verdict.findings.empty());
  CHECK(verdict.gaps.empty());
  CHECK(outcome_of(verdict) == Outcome::clean);
  REQUIRE(verdict.references.size() == 1);
  CHECK(verdict.references[0].components == 2);
}

TEST_CASE("evaluate: without any reference nothing was checked") {
  const Verdict verdict = judged(inventory_of({deb("a", "1")}), {});
  REQUIRE(gap_kinds(verdict.gaps) == std::vector<std::string>{"no_reference "});
  CHECK(outcome_of(verdict) == Outcome::could_not_check);
}

TEST_CASE("evaluate: what an allowed tool pulled in is allowed, sensitive members are info") {
  const Verdict verdict =
      judged(inventory_of({deb("base", "1"), package("git", "libcurl4, git-man | x", false),
                           package("git-man", "", true), package("libcurl4", "libfoo1", true),
                           package("libfoo1", "", true), package("libbar1", "", true)}),
             {reference_of({deb("base", "1")})});
  CHECK(finding(verdict, "git").rule == "allowed");
  CHECK(finding(verdict, "git-man").tier == Tier::ignore);
  CHECK(finding(verdict, "libcurl4").tier == Tier::info);
  CHECK(finding(verdict, "libfoo1").rule == "allowed-closure");
  CHECK(finding(verdict, "libbar1").tier == Tier::warn);
  CHECK(verdict.counts == Counts{.dev_only_allowed = 4, .dev_only_unexpected = 1});
}

TEST_CASE("evaluate: the five counts") {
  const Verdict verdict =
      judged(inventory_of({deb("vim", "1"), deb("graphviz", "1"), deb("libssl3", "3.0.16-1"),
                           deb("bash", "5.2-1")}),
             {reference_of({deb("nginx", "1"), deb("libssl3", "3.0.15-1"), deb("bash", "5.1-1")})});
  CHECK(verdict.counts == Counts{.dev_only_allowed = 1,
                                 .dev_only_unexpected = 1,
                                 .prod_only = 1,
                                 .version_drift = 2,
                                 .version_drift_runtime_sensitive = 1});
}

TEST_CASE("evaluate: findings are ordered by what is shown, groups together, ids are unique") {
  const Verdict verdict =
      judged(inventory_of({deb("a", "2"), package("graphviz", "libann0", false),
                           package("libann0", "", true), deb("libssl3", "3.1-1")}),
             {reference_of({deb("a", "1"), deb("libssl3", "3.0-1"), deb("gone", "1")})});
  std::vector<std::string> names;
  std::set<std::string> ids;
  for (const Finding& each : verdict.findings) {
    names.push_back(each.drift.name);
    ids.insert(each.id);
    CHECK(each.id.size() == 16);
    CHECK_FALSE(each.reason.because.empty());
    CHECK_FALSE(each.remedies->empty());
  }
  CHECK(names == std::vector<std::string>{"libssl3", "graphviz", "libann0", "a", "gone"});
  CHECK(ids.size() == 5);
  CHECK(finding(verdict, "graphviz").group.size == 2);
  CHECK(finding(verdict, "graphviz").tier == Tier::info);
  CHECK(finding(verdict, "graphviz").shown_tier == Tier::warn);
}

TEST_CASE("evaluate: a drift belongs to one named reference, and its id too") {
  Reference api = reference_of({deb("a", "1")});
  api.name = "api";
  Reference web = reference_of({deb("a", "1")});
  web.name = "web";
  const Verdict verdict = judged(inventory_of({deb("a", "2")}), {api, web});
  REQUIRE(verdict.findings.size() == 2);
  CHECK(verdict.findings[0].drift.reference == "api");
  CHECK(verdict.findings[1].drift.reference == "web");
  CHECK(verdict.findings[0].id != verdict.findings[1].id);
}

TEST_CASE("evaluate: a gap named in accept_uncovered is counted instead, others stay open") {
  const Inventory dev = inventory_of({deb("a", "1"), pypi("p", "1")});
  Reference reference = reference_of({deb("a", "1")});
  reference.coverage = {{.ecosystem = "pypi", .coverage = Coverage::not_covered}};
  CHECK(exit_code_of(judged(dev, {reference}), FailOn::warn) == 4);
  const Verdict accepted = judged(dev, {reference}, {.accept_uncovered = {"pypi"}});
  CHECK(exit_code_of(accepted, FailOn::warn) == 0);
  REQUIRE(accepted.gaps.size() == 1);
  CHECK(accepted.gaps[0].accepted);
  CHECK(note_sentence(accepted.notes, "accepted_gap") ==
        "not checked, and accepted in the policy: pypi");
  CHECK(exit_code_of(judged(dev, {reference}, {.accept_uncovered = {"deb"}}), FailOn::warn) == 4);
}

TEST_CASE("evaluate: what could not be read here cannot be accepted") {
  Inventory dev = inventory_of({deb("a", "1"), pypi("p", "1")});
  dev.unread = {{.ecosystem = "pypi", .error = {.message = "denied", .path = "/x"}}};
  const Verdict verdict =
      judged(dev, {reference_of({deb("a", "1"), pypi("p", "1")})}, {.accept_uncovered = {"pypi"}});
  CHECK(outcome_of(verdict) == Outcome::could_not_check);
}

TEST_CASE("evaluate: an expired waiver does not apply and is named with file and line") {
  const Policy policy{.waivers = {{.match = {.names = {"graphviz"}},
                                   .reason = "for the demo",
                                   .expires = Date{2026, 1, 5},
                                   .evidence = {"p.json", 7}}}};
  const Verdict verdict = judged(inventory_of({deb("a", "1"), deb("graphviz", "1")}),
                                 {reference_of({deb("a", "1")})}, policy);
  CHECK(finding(verdict, "graphviz").rule == "none");
  CHECK(note_sentence(verdict.notes, "expired_waiver") ==
        "p.json:7: this waiver expired on 2026-01-05 and does not apply any more (for the demo)");
}

TEST_CASE("evaluate: reasons say what the drift itself tells") {
  Component pip = pypi("pip", "24.1");
  pip.hides = "deb:python3-pip@23.0.1+dfsg-1";
  const Component debian_pip = deb("python3-pip", "23.0.1+dfsg-1", "all");
  const Verdict verdict = judged(
      inventory_of({debian_pip, pip, deb("libssl3", "3.0.16-1~deb12u1"), deb("zlib1g", "1:1-1")}),
      {reference_of({debian_pip, deb("libssl3", "3.0.15-1~deb12u1"), deb("zlib1g", "1:2-1")})});
  CHECK(finding(verdict, "pip").tier == Tier::warn);
  CHECK(sentence_of(finding(verdict, "pip").reason) ==
        "code can import it here and not in production; it hides python3-pip 23.0.1+dfsg-1");
  CHECK(finding(verdict, "libssl3").reason.others ==
        std::vector<std::string>{"it is a security update that production lacks"});
  CHECK(finding(verdict, "libssl3").remedies->front().kind == Remedy::Kind::ship);
  CHECK(finding(verdict, "zlib1g").reason.peculiar ==
        std::vector<std::string>{"it is older than production's"});
}

TEST_CASE("evaluate: moments with the same versions hold them once, others stay as they are") {
  const VersionMap versions = versions_of(inventory_of({deb("a", "1")}));
  History history{.baseline = VersionMap(versions), .session_start = VersionMap(versions)};
  hold_once(history);
  CHECK(&*history.baseline == &*history.session_start);
  CHECK_FALSE(history.setup_end);
  history.setup_end = versions_of(inventory_of({deb("a", "2")}));
  hold_once(history);
  CHECK(*history.setup_end != versions);
  CHECK(*history.session_start == versions);
}

TEST_CASE("origin: the earliest moment that was as it is now") {
  const auto map = [](std::vector<Component> components) {
    return versions_of(inventory_of(std::move(components)));
  };
  const History history{.baseline = map({deb("a", "1"), deb("moved", "1"), deb("gone", "1")}),
                        .session_start = map({deb("a", "1"), deb("b", "1"), deb("gone", "1")}),
                        .setup_end = map({deb("a", "1"), deb("b", "1"), deb("c", "1")})};
  const Inventory dev =
      inventory_of({deb("a", "1"), deb("b", "1"), deb("c", "1"), deb("d", "1"), deb("moved", "2")});
  const Verdict verdict =
      judged(dev, {reference_of({deb("gone", "1"), deb("never", "1")})}, {}, history);
  CHECK(finding(verdict, "a").drift.origin == Origin::baseline);
  CHECK(finding(verdict, "b").drift.origin == Origin::setup);
  CHECK(finding(verdict, "c").drift.origin == Origin::setup);
  CHECK(finding(verdict, "d").drift.origin == Origin::session);
  CHECK(finding(verdict, "moved").drift.origin == Origin::session);
  CHECK(finding(verdict, "gone").drift.origin == Origin::setup);
  CHECK(finding(verdict, "never").drift.origin == Origin::baseline);
}

TEST_CASE("origin: without a baseline the session's start stands for it, without history unknown") {
  const Inventory dev = inventory_of({deb("a", "1"), deb("b", "1")});
  const Reference reference = reference_of({deb("x", "1")});
  const History history{.session_start = versions_of(inventory_of({deb("a", "1")}))};
  const Verdict verdict = judged(dev, {reference}, {}, history);
  CHECK(finding(verdict, "a").drift.origin == Origin::baseline);
  CHECK(finding(verdict, "b").drift.origin == Origin::session);
  CHECK(finding(judged(dev, {reference}), "a").drift.origin == Origin::unknown);
}

TEST_CASE("evaluate: baseline drift is counted and listed with its tier") {
  const Inventory dev = inventory_of({deb("libssl3", "3.1-1")});
  const History history{.baseline = versions_of(dev)};
  const Verdict verdict = judged(dev, {reference_of({deb("libssl3", "3.0-1")})}, {}, history);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].drift.origin == Origin::baseline);
  CHECK(verdict.findings[0].tier == Tier::block);
  CHECK(verdict.counts.version_drift == 1);
}

TEST_CASE("evaluate: the order of the input changes nothing") {
  std::vector<Component> components;
  for (int i = 0; i < 60; ++i)
    components.push_back(
        package("n" + std::to_string(i), "n" + std::to_string((i * 7) % 60), i % 3 != 0));
  const Reference reference = reference_of({deb("n1", "2"), deb("x", "1")});
  const Verdict first = judged(inventory_of(components), {reference});
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(components.begin(), components.end(), random);
    CHECK(judged(inventory_of(components), {reference}) == first);
  }
}

TEST_CASE("evaluate: a group past the bound has its command once, the others point at it") {
  std::vector<Component> dev;
  std::vector<Component> production;
  for (int i = 100; i < 165; ++i) {
    Component binary = deb("bin" + std::to_string(i), "2-1");
    binary.source = "big";
    dev.push_back(binary);
    binary.version = "1-1";
    production.push_back(binary);
  }
  const Verdict over = judged(inventory_of(dev), {reference_of(production)});
  CHECK_FALSE(over.findings[0].remedies->front().command.empty());
  CHECK(over.findings[1].remedies->front().command.empty());
  CHECK(over.findings[1].remedies->front().note == "ends with the whole of big: see bin100");
  dev[50].name = "big";
  production[50].name = "big";
  const Verdict headed = judged(inventory_of(dev), {reference_of(production)});
  CHECK_FALSE(finding(headed, "big").remedies->front().command.empty());
  CHECK(finding(headed, "bin100").remedies->front().note == "ends with the whole of big: see big");
  dev.pop_back();
  production.pop_back();
  const Verdict at = judged(inventory_of(dev), {reference_of(production)});
  CHECK_FALSE(at.findings[63].remedies->front().command.empty());
}
