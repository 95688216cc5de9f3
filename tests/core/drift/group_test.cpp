#include "core/drift/group.h"

#include "core/drift/closure.h"
#include "core/drift/package_graph.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;
using Indices = std::vector<std::size_t>;

namespace {

Component package(std::string name, std::string relations, bool automatic = true) {
  Component component = deb(std::move(name), "1");
  component.relations = std::move(relations);
  component.automatic = automatic;
  return component;
}

PackageGraph graph_of(const std::vector<Component>& components) {
  std::vector<const Component*> pointers;
  pointers.reserve(components.size());
  for (const Component& component : components)
    pointers.push_back(&component);
  return PackageGraph(std::move(pointers));
}

// As evaluate() groups them.
void group(std::vector<Finding>& findings, const NameSet& asked, bool marks) {
  std::vector<Drift> drifts;
  for (const Finding& finding : findings)
    drifts.push_back(finding.drift);
  assign_groups(findings, dev_only_debs(drifts), asked, marks);
}

Finding dev_only(Component component, Tier tier) {
  Finding finding{.id = component.name, .tier = tier};
  finding.drift = {.kind = DriftKind::dev_only,
                   .reference = "production",
                   .ecosystem = component.ecosystem,
                   .name = component.name,
                   .arch = component.arch};
  finding.drift.dev = std::move(component);
  return finding;
}

Finding version(std::string name, std::string source, Tier tier) {
  Component component = deb(std::move(name), "2");
  component.source = std::move(source);
  Finding finding = dev_only(std::move(component), tier);
  finding.drift.kind = DriftKind::version;
  finding.drift.prod = finding.drift.dev;
  return finding;
}

// A dev-only binary of an SBOM that states its source package and nothing else.
Finding binary(std::string name, std::string source, Tier tier, std::string arch = "amd64") {
  Component component = deb(std::move(name), "1", std::move(arch));
  component.source = std::move(source);
  return dev_only(std::move(component), tier);
}

}  // namespace

TEST_CASE("package graph: relations, alternatives and provided names lead to packages") {
  Component provider = package("mawk", "");
  provider.provides = "awk";
  const std::vector<Component> components = {package("a", "awk (>= 1), b | c, gone"),
                                             package("b", ""), package("c", "a"), provider};
  const PackageGraph graph = graph_of(components);
  CHECK(graph.needs(0) == Indices{1, 2, 3});
  CHECK(graph.needs(2) == Indices{0});
  CHECK(graph.needs(3).empty());
}

TEST_CASE("package graph: a package of another architecture is not meant") {
  std::vector<Component> components = {package("a", "b"), package("b", ""), package("b", "")};
  components[2].arch = "i386";
  CHECK(graph_of(components).needs(0) == Indices{1});
  components[2].arch = "all";
  CHECK(graph_of(components).needs(0) == Indices{1, 2});
}

TEST_CASE("closure: what the roots pulled in, through others too, and circles end") {
  const std::vector<Component> components = {package("vim", "runtime"), package("runtime", "gpm"),
                                             package("gpm", "runtime"), package("other", "")};
  CHECK(closure_of(graph_of(components), {0}) == std::vector<bool>{false, true, true, false});
  CHECK(closure_of(graph_of(components), {}) == std::vector<bool>(4, false));
}

TEST_CASE("group: what is not marked automatic heads what it brought") {
  const std::vector<Component> components = {package("ann", ""), package("cdt", "ann"),
                                             package("graphviz", "cdt", false),
                                             package("tool", "ann", false)};
  // ann is one step from tool, two from graphviz.
  CHECK(heads_of(graph_of(components), {}, true) == Indices{3, 2, 2, 3});
}

TEST_CASE("group: without any marks, what nothing else needs is the head") {
  const std::vector<Component> components = {
      package("ann", "", false), package("cdt", "ann", false), package("graphviz", "cdt", false)};
  CHECK(heads_of(graph_of(components), {}, false) == Indices{2, 2, 2});
  CHECK(heads_of(graph_of(components), {"cdt"}, false) == Indices{1, 1, 2});
}

TEST_CASE("group: automatic packages that nobody brought, and circles, have a head all the same") {
  const std::vector<Component> components = {package("a", "b"), package("b", "a"),
                                             package("c", "d"), package("d", "")};
  CHECK(heads_of(graph_of(components), {}, true) == Indices{0, 0, 2, 2});
}

TEST_CASE("group: one install is one group, shown with its strictest member's tier") {
  std::vector<Finding> findings = {
      dev_only(package("graphviz", "libann0, libssl9", false), Tier::info),
      dev_only(package("libann0", ""), Tier::warn), dev_only(package("libssl9", ""), Tier::block),
      dev_only(package("vim", "", false), Tier::ignore)};
  group(findings, {}, true);
  for (int i = 0; i < 3; ++i) {
    const Finding& finding = findings[static_cast<std::size_t>(i)];
    CHECK(finding.group.head == "graphviz");
    CHECK(finding.group.size == 3);
    CHECK(finding.group.id == findings[0].group.id);
    CHECK(finding.shown_tier == Tier::block);
  }
  CHECK(findings[1].tier == Tier::warn);
  CHECK(findings[3].group.size == 1);
  CHECK(findings[3].shown_tier == Tier::ignore);
}

TEST_CASE("group: binaries of one source package with version drift are one group") {
  std::vector<Finding> findings = {version("libssl3", "openssl", Tier::block),
                                   version("openssl", "", Tier::warn),
                                   version("zlib1g", "zlib", Tier::warn)};
  group(findings, {}, true);
  CHECK(findings[0].group.head == "openssl");
  CHECK(findings[0].group.size == 2);
  CHECK(findings[1].group == findings[0].group);
  CHECK(findings[1].shown_tier == Tier::block);
  CHECK(findings[2].group.head == "zlib");
  CHECK(findings[2].group.id != findings[0].group.id);
  CHECK(findings[2].group.id.size() == 16);
}

TEST_CASE("group: dev-only binaries of one source fold where no member states a relation") {
  std::vector<Finding> findings = {
      binary("git", "git", Tier::info), binary("graphviz", "", Tier::info),
      binary("libcdt5", "graphviz", Tier::block), binary("libgvc6", "graphviz", Tier::warn)};
  group(findings, {}, false);
  for (const std::size_t i : {1U, 2U, 3U}) {
    CHECK(findings[i].group.head == "graphviz");
    CHECK(findings[i].group.size == 3);
    CHECK(findings[i].group.id == findings[1].group.id);
    CHECK(findings[i].shown_tier == Tier::block);
  }
  CHECK(findings[0].group.size == 1);
  CHECK(findings[0].group.id != findings[1].group.id);
}

TEST_CASE("group: siblings are headed by a package there is, though none is named as the source") {
  std::vector<Finding> findings = {binary("libpango-1.0-0", "pango1.0", Tier::warn),
                                   binary("libpangocairo-1.0-0", "pango1.0", Tier::warn)};
  group(findings, {}, false);
  CHECK(findings[1].group.head == "libpango-1.0-0");
}

TEST_CASE("group: siblings stay apart where something says more than their source") {
  std::vector<Finding> findings = {binary("libx1", "x", Tier::warn),
                                   binary("libx2", "x", Tier::warn)};
  const auto sizes = [&](const NameSet& asked, bool marks) {
    group(findings, asked, marks);
    return std::pair(findings[0].group.size, findings[1].group.size);
  };
  using Sizes = std::pair<std::size_t, std::size_t>;
  CHECK(sizes({}, false) == Sizes(2, 2));
  CHECK(sizes({}, true) == Sizes(1, 1));          // the marks say that both were asked for
  CHECK(sizes({"libx1"}, false) == Sizes(1, 1));  // and so does apt's history
  findings[0].drift.dev.edit([](Component& dev) { dev.relations = "libc6"; });
  CHECK(sizes({}, false) == Sizes(1, 1));
}

TEST_CASE("group: what is ignored is not folded with its siblings that are not") {
  std::vector<Finding> findings = {binary("curl", "", Tier::ignore),
                                   binary("libcurl3-gnutls", "curl", Tier::warn),
                                   binary("libcurl4", "curl", Tier::warn)};
  group(findings, {}, false);
  CHECK(findings[0].group.size == 1);
  CHECK(findings[0].shown_tier == Tier::ignore);
  CHECK(findings[1].group.size == 2);
  CHECK(findings[1].group.head == "libcurl3-gnutls");
}

TEST_CASE("group: siblings of a foreign architecture are apart, those of all go with the first") {
  std::vector<Finding> findings = {
      binary("x-data", "x", Tier::info, "all"), binary("libx1", "x", Tier::warn),
      binary("libx1", "x", Tier::warn, "i386"), binary("libx2", "x", Tier::warn, "i386")};
  group(findings, {}, false);
  CHECK(findings[0].group.id == findings[1].group.id);
  CHECK(findings[1].group.size == 2);
  CHECK(findings[2].group.id == findings[3].group.id);
  CHECK(findings[3].group.size == 2);
  CHECK(findings[3].group.id != findings[1].group.id);
}

TEST_CASE("group: a PyPI distribution is alone, named by itself") {
  std::vector<Finding> findings = {dev_only(pypi("flask", "1"), Tier::warn)};
  group(findings, {}, true);
  CHECK(findings[0].group.head == "flask");
  CHECK(findings[0].group.size == 1);
}
