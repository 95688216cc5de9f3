#include "core/drift/shipping.h"

#include "core/announce.h"
#include "core/drift/evaluate.h"
#include "core/ship/build_stages.h"
#include "core/ship/requirements.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

constexpr Date day{.year = 2026, .month = 11, .day = 29};

Component needing(Component component, std::string relations) {
  component.relations = std::move(relations);
  return component;
}

Verdict judged(const std::vector<Component>& dev, const std::vector<Component>& prod,
               const std::vector<Shipped>& shipped) {
  const std::vector<Reference> references = {reference_of(prod)};
  const std::vector<Shipment> shipments = {{.reference = {}, .shipped = shipped}};
  return evaluate(inventory_of(dev), references, *PolicyEngine::compile({}), {}, {}, day,
                  shipments);
}

std::vector<Shipped> of_dockerfile(const std::string& lines) {
  Result<ShipReading> reading =
      read_dockerfile("FROM debian:12\n" + lines + '\n', {.path = "Dockerfile"});
  return reading ? reading->shipped : std::vector<Shipped>();
}

std::vector<Shipped> of_requirements(const std::string& lines) {
  return read_requirements(lines, "requirements.txt")->shipped;
}

// "shipping Dockerfile:2 why" of the finding with this name.
std::string said(const Verdict& verdict, std::string_view name) {
  for (const Finding& finding : verdict.findings) {
    if (finding.drift.name != name) continue;
    const Shipping& shipping = finding.shipping;
    std::string text(to_string(shipping.state));
    if (!shipping.at.path.empty())
      text += ' ' + shipping.at.path + ':' + std::to_string(shipping.at.line);
    return shipping.why.empty() ? text : text + ' ' + shipping.why;
  }
  return "no finding";
}

const std::vector<Component> graphviz = {
    needing(deb("graphviz", "2.42.2-7"), "libc6 (>= 2.34), libgvc6; fonts-liberation"),
    needing(deb("libgvc6", "2.42.2-7"), "libgd3 | libgd2, xorg-server"),
    deb("libgd3", "2.3.3-9"),
    deb("fonts-liberation", "1:1.07", "all"),
    [] {
      Component server = deb("xvfb", "21.1");
      server.provides = "xorg-server";
      return server;
    }(),
    deb("libc6", "2.36-9")};

}  // namespace

TEST_CASE("shipping: a dev-only package that a Dockerfile installs") {
  const std::vector<Component> prod = {deb("libc6", "2.36-9")};
  const Verdict verdict = judged(graphviz, prod, of_dockerfile("RUN apt-get install -y graphviz"));
  CHECK(said(verdict, "graphviz") == "shipping Dockerfile:2");
  CHECK(said(verdict, "libgvc6") == "shipping Dockerfile:2 it comes with graphviz");
  CHECK(said(verdict, "libgd3") == "shipping Dockerfile:2 it comes with graphviz");
  CHECK(said(verdict, "fonts-liberation") == "shipping Dockerfile:2 it comes with graphviz");
  CHECK(said(verdict, "xvfb") == "maybe Dockerfile:2 another package may be taken there");
}

TEST_CASE("shipping: what is merely recommended does not come where the Dockerfile says so") {
  const std::vector<Component> prod = {deb("libc6", "2.36-9")};
  const Verdict verdict = judged(
      graphviz, prod, of_dockerfile("RUN apt-get install -y --no-install-recommends graphviz"));
  CHECK(said(verdict, "libgvc6") == "shipping Dockerfile:2 it comes with graphviz");
  CHECK(said(verdict, "fonts-liberation") == "none");
}

TEST_CASE("shipping: where production has an alternative already, none is brought") {
  const std::vector<Component> prod = {deb("libc6", "2.36-9"), deb("libgd2", "2.1")};
  const Verdict verdict = judged(graphviz, prod, of_dockerfile("RUN apt-get install -y graphviz"));
  CHECK(said(verdict, "libgd3") == "none");
}

TEST_CASE("shipping: what is doubted is doubted of what it brings") {
  const Verdict verdict = judged(graphviz, {deb("libc6", "2.36-9")},
                                 of_dockerfile("RUN apt-get install -y graphviz || true"));
  CHECK(said(verdict, "graphviz") == "maybe Dockerfile:2 the build goes on where it fails (||)");
  CHECK(said(verdict, "libgd3") == "maybe Dockerfile:2 the build goes on where it fails (||)");
}

TEST_CASE("shipping: a version of a Debian package") {
  const std::vector<Component> dev = {deb("libssl3", "3.0.17-1"), deb("bash", "5.2-1")};
  const std::vector<Component> prod = {deb("libssl3", "3.0.16-1"), deb("bash", "5.2-1")};
  const struct {
    std::string line, said;
  } rows[] = {
      {"apt-get install -y libssl3=3.0.17-1", "shipping Dockerfile:2"},
      {"apt-get install -y libssl3=3.0.17*",
       "maybe Dockerfile:2 its version is a pattern: 3.0.17*"},
      {"apt-get install -y libssl3=3.0.16-1",
       "none Dockerfile:2 it ships another version: 3.0.16-1"},
      {"apt-get install -y libssl3",
       "maybe Dockerfile:2 no version is pinned: the build takes what is newest"},
      {"apt-get install -y --only-upgrade libssl3",
       "maybe Dockerfile:2 no version is pinned: the build takes what is newest"},
      {"apt-get upgrade -y",
       "maybe Dockerfile:2 no version is pinned: the build takes what is newest"},
      {"apt-get install -y libssl3/bookworm-security",
       "maybe Dockerfile:2 which version that is, the suite bookworm-security says"},
      {"apt-get install -y libssl3=3.0.17-1 && apt-get install -y libssl3=3.0.15-1",
       "none Dockerfile:2 it ships another version: 3.0.15-1"},
      {"apt-get install -y libssl3=$V",
       "maybe Dockerfile:2 a variable stands there, which a build can give another value"},
      {"apt-get install -y libssl3:i386=3.0.17-1", "none"},
      {"apt-get install -y curl", "none"},
  };
  for (const auto& row : rows) {
    INFO(row.line);
    CHECK(said(judged(dev, prod, of_dockerfile("RUN " + row.line)), "libssl3") == row.said);
  }
}

TEST_CASE("shipping: a dev-only package in another version, and of another architecture") {
  const std::vector<Component> dev = {deb("graphviz", "2.42"), deb("libx1", "1", "i386"),
                                      deb("bash", "5")};
  const std::vector<Component> prod = {deb("bash", "5")};
  CHECK(said(judged(dev, prod, of_dockerfile("RUN apt-get install -y graphviz=2.40")),
             "graphviz") == "maybe Dockerfile:2 it ships another version: 2.40");
  CHECK(said(judged(dev, prod, of_dockerfile("RUN apt-get install -y --only-upgrade graphviz")),
             "graphviz") == "none");
  CHECK(said(judged(dev, prod, of_dockerfile("RUN apt-get install -y libx1")), "libx1") == "none");
  CHECK(said(judged(dev, prod, of_dockerfile("RUN apt-get install -y libx1:i386")), "libx1") ==
        "shipping Dockerfile:2");
}

TEST_CASE("shipping: Python distributions") {
  const std::vector<Component> dev = {pypi("flask", "3.0.0"), pypi("requests", "2.31.0"),
                                      deb("bash", "5")};
  const std::vector<Component> prod = {pypi("requests", "2.30.0"), deb("bash", "5")};
  const struct {
    std::string line, name, said;
  } rows[] = {
      {"flask", "flask", "shipping requirements.txt:1"},
      {"flask>=2,<4", "flask", "shipping requirements.txt:1"},
      {"flask<3", "flask", "maybe requirements.txt:1 it ships another version: <3"},
      {"flask; python_version > '3'", "flask",
       "maybe requirements.txt:1 only where python_version > '3'"},
      {"requests==2.31", "requests", "shipping requirements.txt:1"},
      {"requests==2.30", "requests", "none requirements.txt:1 it ships another version: ==2.30"},
      {"requests>=2", "requests",
       "maybe requirements.txt:1 the build may take another version that is >=2"},
      {"requests", "requests",
       "maybe requirements.txt:1 no version is pinned: the build takes what is newest"},
  };
  for (const auto& row : rows) {
    INFO(row.line);
    CHECK(said(judged(dev, prod, of_requirements(row.line)), row.name) == row.said);
  }
}

TEST_CASE("shipping: what ships does not count, what may ship does") {
  const std::vector<Component> dev = {deb("libssl3", "3.0.17-1"), deb("bash", "5")};
  const std::vector<Component> prod = {deb("libssl3", "2.0.16-1"), deb("bash", "5")};
  CHECK(outcome_of(judged(dev, prod, {})) == Outcome::block);
  const Verdict maybe = judged(dev, prod, of_dockerfile("RUN apt-get install -y libssl3"));
  CHECK(outcome_of(maybe) == Outcome::block);
  CHECK(is_live(maybe.findings[0]));
  const Verdict ships = judged(dev, prod, of_dockerfile("RUN apt-get install -y libssl3=3.0.17-1"));
  CHECK(outcome_of(ships) == Outcome::clean);
  CHECK(exit_code_of(ships, FailOn::warn) == 0);
  CHECK_FALSE(is_live(ships.findings[0]));
  CHECK(ships.findings[0].tier == Tier::block);
  CHECK(ships.counts.version_drift == 1);  // production does not have it yet
}

TEST_CASE("shipping: a group is as strict as those of it that do not ship") {
  Component crypto = needing(deb("libssl-extra1", "1"), "");
  crypto.section = "libs";
  const std::vector<Component> dev = {needing(deb("tool1", "1"), "libplain; libssl-extra1"),
                                      deb("libplain", "1"), crypto, deb("bash", "5")};
  const Verdict verdict =
      judged(dev, {deb("bash", "5")},
             of_dockerfile("RUN apt-get install -y --no-install-recommends libssl-extra1"));
  for (const Finding& finding : verdict.findings) {
    INFO(finding.drift.name);
    CHECK(finding.ships() == (finding.drift.name == "libssl-extra1"));
    CHECK(finding.shown_tier == (finding.ships() ? Tier::block : Tier::info));
  }
  CHECK(outcome_of(verdict) == Outcome::clean);
}

TEST_CASE("shipping: of several productions, only the one that is named") {
  const std::vector<Component> dev = {deb("graphviz", "2"), deb("bash", "5")};
  std::vector<Reference> references = {reference_of({deb("bash", "5")}),
                                       reference_of({deb("bash", "5")})};
  references[0].name = "api";
  references[1].name = "worker";
  std::vector<Shipment> shipments = {
      {.reference = "api", .shipped = of_dockerfile("RUN apt-get install -y graphviz")}};
  const auto states = [&] {
    std::string text;
    for (const Finding& finding :
         evaluate(inventory_of(dev), references, *PolicyEngine::compile({}), {}, {}, day, shipments)
             .findings)
      text += finding.drift.reference + ' ' + std::string(to_string(finding.shipping.state)) + ' ';
    return text;
  };
  CHECK(states() == "api shipping worker none ");
  shipments[0].reference.clear();
  CHECK(states() == "api maybe worker maybe ");
}

TEST_CASE("shipping: each line that a remedy gives ships what it is given for") {
  const std::vector<Component> dev = {deb("libssl3", "3.0.17-1~deb12u2"),
                                      deb("openssl", "3.0.17-1~deb12u2"),
                                      deb("tzdata", "2026a-0+deb12u1", "all"),
                                      deb("zlib1g", "1:1.2.11"),
                                      deb("graphviz", "2.42.2-7"),
                                      deb("libfoo1", "1.0", "i386"),
                                      pypi("flask", "3.0.0"),
                                      pypi("requests", "2.31.0"),
                                      pypi("pyyaml", "6.0.1"),
                                      deb("bash", "5")};
  std::vector<Component> prod = {deb("libssl3", "3.0.16-1~deb12u1"),
                                 deb("openssl", "3.0.16-1~deb12u1"),
                                 deb("tzdata", "2025a-0+deb12u1", "all"),
                                 deb("zlib1g", "1:1.2.13"),
                                 pypi("requests", "2.30.0"),
                                 deb("python3-yaml", "6.0-3"),
                                 pypi("pyyaml", "6.0", "/usr/lib/python3/dist-packages"),
                                 deb("bash", "5")};
  prod[6].owner = "deb:python3-yaml";
  const Verdict before = judged(dev, prod, {});
  std::size_t tried = 0;
  std::size_t open = 0;
  for (const Finding& finding : before.findings) {
    for (const Remedy& remedy : *finding.remedies) {
      if (remedy.kind != Remedy::Kind::ship || remedy.command.empty()) continue;
      INFO(remedy.target + ": " + remedy.command);
      const std::vector<Shipped> shipped = remedy.target == "Dockerfile"
                                               ? of_dockerfile(remedy.command)
                                               : of_requirements(remedy.command);
      const Verdict after = judged(dev, prod, shipped);
      const auto same = [&](const Finding& other) { return other.id == finding.id; };
      const auto found = std::ranges::find_if(after.findings, same);
      REQUIRE(found != after.findings.end());
      // Which version an upgrade brings, the archive knows: that is all that is left open.
      const bool upgrades = remedy.command.find("--only-upgrade") != std::string::npos;
      CHECK(found->shipping.state ==
            (upgrades ? Shipping::State::maybe : Shipping::State::shipping));
      CHECK(found->shipping.at.line == (remedy.target == "Dockerfile" ? 2 : 1));
      ++tried;
      open += upgrades ? 1 : 0;
    }
  }
  CHECK(tried >= 8);
  CHECK(open >= 1);
}

TEST_CASE("shipping: another base than production's SBOM says may bring another version") {
  const std::vector<Component> dev = {deb("libssl3", "3.0.17-1"), deb("graphviz", "2.42")};
  std::vector<Reference> references = {reference_of({deb("libssl3", "3.0.16-1")})};
  const auto with_base = [&](const std::string& image, const std::vector<Shipped>& shipped = {}) {
    const std::vector<Shipment> shipments = {
        {.reference = {},
         .shipped = shipped,
         .base = ShipBase{.image = image, .at = {.path = "Dockerfile", .line = 1}}}};
    return evaluate(inventory_of(dev), references, *PolicyEngine::compile({}), {}, {}, day,
                    shipments);
  };
  CHECK(said(with_base("debian:13"), "libssl3") == "none");  // nothing says what it was
  references[0].subject = "registry.example/api:1";
  CHECK(said(with_base("debian:13"), "libssl3") == "none");
  references[0].subject = "debian:12";  // the SBOM is of the base itself
  CHECK(said(with_base("debian:12"), "libssl3") == "none");
  const std::string differs =
      "maybe Dockerfile:1 FROM debian:13 is another image than production's SBOM says, "
      "docker.io/library/debian:12: what is in it no file here says";
  CHECK(said(with_base("debian:13"), "libssl3") == differs);
  CHECK(said(with_base("debian:13"), "graphviz") == "none");
  CHECK(exit_code_of(with_base("debian:13"), FailOn::warn) ==
        exit_code_of(with_base("debian:12"), FailOn::warn));
  references[0].subject = "registry.example/api:1";
  references[0].inventory.facts = {{.kind = "image", .name = "base_name", .value = "debian:12"},
                                   {.kind = "image", .name = "base_digest", .value = "sha256:ab"}};
  CHECK(said(with_base("debian:12@sha256:ab"), "libssl3") == "none");
  CHECK(said(with_base("debian:12@sha256:cd"), "libssl3").starts_with("maybe Dockerfile:1 FROM"));
  CHECK(said(with_base("ubuntu:24.04"), "libssl3").starts_with("maybe Dockerfile:1 FROM ubuntu"));
  CHECK(said(with_base("a b"), "libssl3") == "none");
  // What a line says of the package itself comes first.
  CHECK(said(with_base("debian:13", of_dockerfile("RUN apt-get install -y libssl3=3.0.17-1")),
             "libssl3") == "shipping Dockerfile:2");
}

TEST_CASE(
    "shipping: a base that a variable names, and one with a name to deceive, stay in the line") {
  std::vector<Reference> references = {reference_of({deb("libssl3", "3.0.16-1")})};
  references[0].subject = "debian:12";
  const std::vector<Shipment> shipments = {
      {.base = ShipBase{.image = "debian:\x1b" + std::string(5000, '3'), .at = {}}},
      {.base = ShipBase{.image = "debian:" + std::string(5000, '3'),
                        .fixed = false,
                        .at = {.path = "Dockerfile", .line = 3}}}};
  const Verdict verdict = evaluate(inventory_of({deb("libssl3", "3.0.17-1")}), references,
                                   *PolicyEngine::compile({}), {}, {}, day, shipments);
  const std::string text = said(verdict, "libssl3");
  CHECK(text.starts_with("maybe Dockerfile:3 FROM debian:333"));
  CHECK(text.find("(by the default of a variable)") != std::string::npos);
  CHECK(text.size() < 700);
}
