#include "core/drift/comparable.h"

#include "core/drift/distribution.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;
using Texts = std::vector<std::string>;

namespace {

const std::vector<Component> both = {deb("a", "1"), pypi("p", "1")};

Inventory placed(std::string id, std::string version, std::string codename = "") {
  Inventory inventory = inventory_of(both);
  inventory.platform.id = std::move(id);
  inventory.platform.version_id = std::move(version);
  inventory.platform.codename = std::move(codename);
  return inventory;
}

Texts gaps_between(const Inventory& dev, const Inventory& production) {
  return gap_kinds(judge_comparable(dev, {.inventory = production}).gaps);
}

}  // namespace

TEST_CASE("comparable: two places of one release compare wholly") {
  const Comparable found = judge_comparable(inventory_of(both), reference_of(both));
  CHECK(found.gaps.empty());
  CHECK(found.notes.empty());
  CHECK(found.ecosystems == NameSet{"deb", "pypi"});
}

TEST_CASE("comparable: 0 components is never no drift, on either side") {
  const Comparable reference = judge_comparable(inventory_of(both), reference_of({}));
  REQUIRE(gap_kinds(reference.gaps) == Texts{"no_packages "});
  CHECK(reference.gaps[0].sentence.find("lists no package at all") != std::string::npos);
  CHECK(reference.ecosystems.empty());
  const Comparable dev = judge_comparable(inventory_of({}), reference_of(both));
  REQUIRE(gap_kinds(dev.gaps) == Texts{"no_packages "});
  CHECK(dev.gaps[0].sentence.find("in the dev container") != std::string::npos);
}

TEST_CASE("comparable: a reference without OS packages still compares PyPI") {
  const Comparable found = judge_comparable(inventory_of(both), reference_of({pypi("p", "1")}));
  CHECK(gap_kinds(found.gaps) == Texts{"no_os_packages deb"});
  CHECK(found.ecosystems == NameSet{"pypi"});
  CHECK(diff(inventory_of(both), reference_of({pypi("p", "1")})).drifts.empty());
}

TEST_CASE("comparable: no OS packages here is said, not called production only") {
  CHECK(gaps_between(inventory_of({pypi("p", "1")}), inventory_of(both)) ==
        Texts{"no_os_packages deb"});
}

TEST_CASE("comparable: another distribution or release is one gap, and PyPI is compared") {
  CHECK(gaps_between(placed("debian", "12"), placed("ubuntu", "22.04")) ==
        Texts{"other_distribution deb"});
  CHECK(gaps_between(placed("debian", "12"), placed("debian", "11")) ==
        Texts{"other_distribution deb"});
  CHECK(gaps_between(placed("ubuntu", "22.04"), placed("ubuntu", "22.10")) ==
        Texts{"other_distribution deb"});
  const Comparable found =
      judge_comparable(placed("debian", "12"), {.inventory = placed("ubuntu", "22.04")});
  CHECK(found.ecosystems == NameSet{"pypi"});
  CHECK(found.gaps[0].sentence ==
        "this container is debian 12, production ubuntu 22.04: their packages cannot be compared");
}

TEST_CASE("comparable: point releases and other spellings are the same release") {
  CHECK(gaps_between(placed("debian", "12"), placed("debian", "12.11")).empty());
  CHECK(gaps_between(placed("debian", "12"), placed("distroless", "12")).empty());
  CHECK(gaps_between(placed("debian", "12"), placed("Debian", "")).empty());
  CHECK(gaps_between(placed("debian", "", "trixie"), placed("debian", "13")).empty());
  CHECK(gaps_between(placed("debian", "", "trixie"), placed("debian", "bookworm")) ==
        Texts{"other_distribution deb"});
  CHECK(gaps_between(placed("ubuntu", "22.04"), placed("ubuntu", "22.04.4")).empty());
}

TEST_CASE("comparable: the namespace stands in for a distribution that is not said") {
  Inventory production = placed("", "");
  for (Component& component : production.components) {
    if (component.ecosystem == "deb") component.origin = "ubuntu";
  }
  CHECK(release_of(production) == Release{.id = "ubuntu"});
  CHECK(gaps_between(placed("debian", "12"), production) == Texts{"other_distribution deb"});
}

TEST_CASE("comparable: an unsaid distribution on one side is a gap") {
  CHECK(gaps_between(placed("debian", "12"), placed("", "")) == Texts{"no_distribution deb"});
  CHECK(gaps_between(placed("", ""), placed("debian", "12")) == Texts{"no_distribution deb"});
}

TEST_CASE("comparable: each state of the reference has its own sentence") {
  Reference reference = reference_of(both);
  reference.states = {ReferenceState::several_distributions};
  const Comparable several = judge_comparable(inventory_of(both), reference);
  CHECK(gap_kinds(several.gaps) == Texts{"several_distributions deb"});
  reference.states = {ReferenceState::no_distribution};
  const Comparable none = judge_comparable(inventory_of(both), reference);
  CHECK(gap_kinds(none.gaps) == Texts{"no_distribution deb"});
  CHECK(several.gaps[0].sentence != none.gaps[0].sentence);
  CHECK_FALSE(none.gaps[0].remedy.empty());
}

TEST_CASE("comparable: production of another packaging system is another distribution") {
  CHECK(gaps_between(inventory_of(both),
                     inventory_of({{.ecosystem = "apk", .name = "musl", .version = "1"},
                                   pypi("p", "1")})) == Texts{"other_distribution deb"});
}

TEST_CASE("comparable: OS packages that nothing reads are named, not those that were looked for") {
  Inventory dev = inventory_of({pypi("p", "1")});
  dev.ecosystems = {"deb", "pypi"};
  Reference reference =
      reference_of({{.ecosystem = "apk", .name = "musl", .version = "1"}, pypi("p", "1")});
  reference.coverage = {{.ecosystem = "deb",
                         .coverage = Coverage::not_covered,
                         .why = "the SBOM has no Debian packages"}};
  const Comparable found = judge_comparable(dev, reference);
  REQUIRE(gap_kinds(found.gaps) == Texts{"not_covered apk"});
  CHECK(found.gaps[0].sentence ==
        "not covered: apk (production has 1 package; what apk installed here cannot be read yet)");
  CHECK(found.ecosystems == NameSet{"pypi"});
}

TEST_CASE("comparable: what an SBOM's maker does not cover is one line") {
  Reference reference = reference_of({deb("a", "1")});
  reference.coverage = {{.ecosystem = "pypi",
                         .coverage = Coverage::not_covered,
                         .why = "maker 1 lists no installed Python distribution"}};
  const Comparable found = judge_comparable(inventory_of(both), reference);
  REQUIRE(gap_kinds(found.gaps) == Texts{"not_covered pypi"});
  CHECK(found.gaps[0].sentence ==
        "not covered: pypi (maker 1 lists no installed Python distribution)");
  CHECK(diff(inventory_of(both), reference).drifts.empty());
}

TEST_CASE("comparable: an ecosystem covered with no component of it is compared") {
  Reference reference = reference_of({deb("a", "1")});
  reference.coverage = {{.ecosystem = "pypi"}};
  CHECK(judge_comparable(inventory_of(both), reference).gaps.empty());
  reference.coverage = {};
  reference.inventory.ecosystems = {"deb"};
  CHECK(gap_kinds(judge_comparable(inventory_of(both), reference).gaps) ==
        Texts{"not_covered pypi"});
}
