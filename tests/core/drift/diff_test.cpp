#include "core/drift/drift.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;
using Texts = std::vector<std::string>;

namespace {

Reference with_fault(Reference reference, FaultKind kind) {
  reference.faults.push_back({.kind = kind});
  return reference;
}

}  // namespace

TEST_CASE("diff: the three kinds, in canonical order, each with its sides") {
  const Comparison found = diff(
      inventory_of({deb("libssl3", "3.0.16-1"), deb("vim", "2:9.0-1"), deb("adduser", "3.134")}),
      reference_of({deb("libssl3", "3.0.15-1"), deb("nginx", "1.22-9"), deb("adduser", "3.134")}));
  CHECK(spelled(found) == Texts{"version deb:libssl3:amd64 3.0.15-1 -> 3.0.16-1",
                                "prod_only deb:nginx:amd64", "dev_only deb:vim:amd64"});
  CHECK(found.gaps.empty());
  CHECK(found.drifts[0].reference == "production");
  CHECK(found.drifts[0].dev.has_value());
  CHECK(found.drifts[0].prod.has_value());
  CHECK_FALSE(found.drifts[1].dev.has_value());
  CHECK_FALSE(found.drifts[2].prod.has_value());
}

TEST_CASE("diff: the same name in two ecosystems is two keys") {
  const Comparison found = diff(inventory_of({deb("six", "1-1"), pypi("six", "1")}),
                                reference_of({deb("six", "1-1"), deb("zip", "3.0-1")}));
  CHECK(gap_kinds(found.gaps).empty());
  CHECK(spelled(found) == Texts{"prod_only deb:zip:amd64", "dev_only pypi:six"});
}

TEST_CASE("diff: architecture is part of the key, and `all` matches any") {
  CHECK(spelled(diff(inventory_of({deb("libc6", "2.36-9"), deb("libc6", "2.36-9", "i386")}),
                     reference_of({deb("libc6", "2.36-9")}))) == Texts{"dev_only deb:libc6:i386"});
  CHECK(diff(inventory_of({deb("tzdata", "2024a-0", "all")}),
             reference_of({deb("tzdata", "2024a-0", "amd64")}))
            .drifts.empty());
  CHECK(diff(inventory_of({deb("tzdata", "2024a-0", "amd64")}),
             reference_of({deb("tzdata", "2024a-0", "all")}))
            .drifts.empty());
}

TEST_CASE("diff: a reference without architectures matches every one") {
  CHECK(diff(inventory_of({deb("libc6", "2.36-9"), deb("libc6", "2.36-9", "i386")}),
             reference_of({deb("libc6", "2.36-9", "")}))
            .drifts.empty());
}

TEST_CASE("diff: single architectures that differ leave the key, and one note says so") {
  Reference arm =
      reference_of({deb("libc6", "2.36-9", "arm64"), deb("zlib1g", "1:1.2-1", "arm64")});
  arm.inventory.platform.arch = "arm64";
  const Comparison found = diff(inventory_of({deb("libc6", "2.36-9"), deb("zlib1g", "1:1.3-1"),
                                              deb("libc6", "2.36-9", "i386")}),
                                arm);
  CHECK(spelled(found) ==
        Texts{"dev_only deb:libc6:i386", "version deb:zlib1g 1:1.2-1 -> 1:1.3-1"});
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].sentence ==
        "production is arm64, this container amd64: compared across architectures, rebuilds (+bN) "
        "ignored");
}

TEST_CASE("diff: a reference of several architectures keeps them in the key") {
  Reference both = reference_of({deb("libc6", "2.36-9", "arm64"), deb("libc6", "2.36-9", "amd64")});
  both.inventory.platform.arch = "arm64";
  const Comparison found = diff(inventory_of({deb("libc6", "2.36-9")}), both);
  CHECK(spelled(found) == Texts{"prod_only deb:libc6:arm64"});
  CHECK(found.notes.empty());
}

TEST_CASE("diff: the namespace of an OS package is no part of its key") {
  Reference reference = reference_of({deb("libc6", "2.36-9")});
  reference.inventory.components[0].origin = "debian";
  CHECK(diff(inventory_of({deb("libc6", "2.36-9")}), reference).drifts.empty());
}

TEST_CASE("diff: multi-arch collapse, where declared, is matched by name and version and counted") {
  const Inventory dev = inventory_of({deb("libc6", "2.36-9"), deb("libc6", "2.36-9", "i386")});
  const Reference reference = reference_of({deb("libc6", "2.36-9", "i386"), deb("a", "1")});
  CHECK(diff(dev, reference).drifts.size() == 2);
  const Comparison found = diff(dev, with_fault(reference, FaultKind::multi_arch_collapsed));
  CHECK(spelled(found) == Texts{"prod_only deb:a:amd64"});
  CHECK(note_sentence(found.notes, "fault") ==
        "neutralised in production's SBOM: 1 package listed for one architecture only although "
        "installed "
        "for several: matched by name and version (such as libc6)");
}

TEST_CASE("diff: multi-arch collapse with another version is version drift, not two findings") {
  const Reference reference =
      with_fault(reference_of({deb("libc6", "2.36-8", "i386")}), FaultKind::multi_arch_collapsed);
  CHECK(spelled(diff(inventory_of({deb("libc6", "2.36-9")}), reference)) ==
        Texts{"version deb:libc6:amd64 2.36-8 -> 2.36-9"});
}

TEST_CASE("diff: a lost epoch, where declared, is compared without and counted") {
  const Inventory dev = inventory_of({deb("zlib1g", "1:1.2.13.dfsg-1"), deb("login", "1:4.13-2")});
  const Reference reference =
      reference_of({deb("zlib1g", "1.2.13.dfsg-1"), deb("login", "4.13-1")});
  CHECK(diff(dev, reference).drifts.size() == 2);
  const Comparison found = diff(dev, with_fault(reference, FaultKind::epoch_lost));
  CHECK(spelled(found) == Texts{"version deb:login:amd64 4.13-1 -> 1:4.13-2"});
  CHECK(note_sentence(found.notes, "fault").find("2 versions that lost their epoch") !=
        std::string::npos);
}

TEST_CASE("diff: a package marked for removal that production's maker drops is no drift") {
  Inventory dev = inventory_of({deb("leaving", "1"), deb("a", "1")});
  dev.components[1].deselected = true;
  const Reference reference = reference_of({deb("a", "1")});
  CHECK(spelled(diff(dev, reference)) == Texts{"dev_only deb:leaving:amd64"});
  const Comparison found = diff(dev, with_fault(reference, FaultKind::deinstalled_dropped));
  CHECK(found.drifts.empty());
  CHECK(note_sentence(found.notes, "fault").find("(such as leaving)") != std::string::npos);
}

TEST_CASE("diff: faults that the reader neutralised are noted with count and example") {
  Reference reference = reference_of({deb("a", "1")});
  reference.faults = {{.kind = FaultKind::sources_as_components, .count = 56, .example = "glibc"}};
  CHECK(note_sentence(diff(inventory_of({deb("a", "1")}), reference).notes, "fault") ==
        "neutralised in production's SBOM: 56 source packages listed as if they were installed: "
        "left out (such as glibc)");
}

TEST_CASE("diff: PyPI instances are matched by equal version anywhere first") {
  const Inventory dev = inventory_of({pypi("requests", "2.31.0", "/a/site-packages"),
                                      pypi("requests", "2.31.0", "/b/site-packages")});
  const Reference reference = reference_of({pypi("requests", "2.31.0", "/app/site-packages")});
  CHECK(diff(dev, reference).drifts.empty());
}

TEST_CASE("diff: an unequal PyPI instance is paired with the same place, else the highest") {
  const Reference reference =
      reference_of({pypi("requests", "2.31.0", "/a"), pypi("requests", "2.28.0", "/b")});
  const Comparison by_place = diff(inventory_of({pypi("requests", "2.30.0", "/b")}), reference);
  CHECK(spelled(by_place) == Texts{"version pypi:requests 2.28.0 -> 2.30.0"});
  CHECK(by_place.drifts[0].place == "/b");
  CHECK(spelled(diff(inventory_of({pypi("requests", "2.30.0", "/c")}), reference)) ==
        Texts{"version pypi:requests 2.31.0 -> 2.30.0"});
}

TEST_CASE("diff: production's places of one missing PyPI name are one drift") {
  const Comparison found = diff(inventory_of({pypi("six", "1.16.0")}),
                                reference_of({pypi("six", "1.16.0"), pypi("flask", "1.0", "/a"),
                                              pypi("flask", "2.0", "/b")}));
  REQUIRE(spelled(found) == Texts{"prod_only pypi:flask"});
  CHECK(found.drifts[0].prod->version == "2.0");
  CHECK(found.drifts[0].place.empty());
}

TEST_CASE("diff: components with an owner are left out on both sides") {
  Inventory dev = inventory_of({pypi("pyyaml", "6.0"), pypi("six", "1")});
  dev.components[0].owner = "deb:python3-yaml";
  Reference reference = reference_of({pypi("requests", "2.28.1"), pypi("six", "1")});
  reference.inventory.components[0].owner = "deb:python3-requests";
  CHECK(diff(dev, reference).drifts.empty());
}

TEST_CASE("diff: a deb's distribution listed again as PyPI is neutralised and counted") {
  Component owned = pypi("pyyaml", "6.0", "/usr/lib/python3/dist-packages");
  owned.owner = "deb:python3-yaml";
  SECTION("known from the dev container's ownership") {
    const Comparison found = diff(inventory_of({owned}), reference_of({pypi("pyyaml", "6.0", "")}));
    CHECK(found.drifts.empty());
    CHECK(note_sentence(found.notes, "fault").find("1 Python distribution of a Debian package") !=
          std::string::npos);
  }
  SECTION("known from production's own package, here of another version") {
    const Comparison found =
        diff(inventory_of({owned, deb("python3-yaml", "6.0-3+b2")}),
             reference_of({pypi("pyyaml", "6.0.1", ""), deb("python3-yaml", "6.0.1-2")}));
    CHECK(spelled(found) == Texts{"version deb:python3-yaml:amd64 6.0.1-2 -> 6.0-3+b2"});
  }
  SECTION("known from the package's name alone") {
    const Comparison found = diff(inventory_of({deb("a", "1")}),
                                  reference_of({deb("a", "1"), pypi("requests", "2.28.1", ""),
                                                deb("python3-requests", "2.28.1+dfsg-1", "all")}));
    CHECK(spelled(found) == Texts{"prod_only deb:python3-requests:all"});
  }
  SECTION("another version than the package's is a pip install of its own") {
    const Comparison found = diff(inventory_of({deb("a", "1")}),
                                  reference_of({deb("a", "1"), pypi("requests", "2.31.0", ""),
                                                deb("python3-requests", "2.28.1+dfsg-1", "all")}));
    CHECK(spelled(found) == Texts{"prod_only deb:python3-requests:all", "prod_only pypi:requests"});
  }
}

TEST_CASE("diff: what production has in a virtual environment is no echo of a deb") {
  const std::string place = "/app/.venv/lib/python3.11/site-packages";
  Component wheel = deb("python3-setuptools-whl", "66.1.1-1", "all");
  wheel.source = "setuptools";
  const Reference reference = reference_of({wheel, pypi("setuptools", "66.1.1", place)});
  const Comparison same =
      diff(inventory_of({wheel, pypi("setuptools", "66.1.1", place)}), reference);
  CHECK(same.drifts.empty());
  CHECK(note_sentence(same.notes, "fault").empty());
  CHECK(spelled(diff(inventory_of({wheel, pypi("setuptools", "70.0", place)}), reference)) ==
        Texts{"version pypi:setuptools 66.1.1 -> 70.0"});
}

TEST_CASE("diff: a neutralised entry is equal to a real install, and never pairs with one") {
  const Reference reference = reference_of(
      {deb("python3-requests", "2.28.1+dfsg-1", "all"), pypi("requests", "2.28.1", "")});
  const Component package = deb("python3-requests", "2.28.1+dfsg-1", "all");
  CHECK(diff(inventory_of({package, pypi("requests", "2.28.1")}), reference).drifts.empty());
  CHECK(spelled(diff(inventory_of({package, pypi("requests", "2.31.0", "/venv")}), reference)) ==
        Texts{"dev_only pypi:requests"});
}

TEST_CASE("diff: a pip install that hides a deb's module is what import would really get") {
  Component pip = pypi("pip", "24.1");
  pip.hides = "deb:python3-pip@23.0.1+dfsg-1";
  const Component package = deb("python3-pip", "23.0.1+dfsg-1", "all");
  const Comparison found = diff(inventory_of({pip, package}), reference_of({package}));
  REQUIRE(spelled(found) == Texts{"version pypi:pip 23.0.1 -> 24.1"});
  CHECK(found.drifts[0].prod->owner == "deb:python3-pip");
  CHECK(found.gaps.empty());
}

TEST_CASE("diff: what is half-installed is a gap and gives no drift") {
  Inventory dev = inventory_of({deb("a", "1"), deb("libssl3", "3.0.16")});
  dev.in_transition = {
      {.ecosystem = "deb", .name = "libssl3", .arch = "amd64", .state = "unpacked"},
      {.ecosystem = "deb", .name = "gone", .arch = "amd64", .state = "half-installed"}};
  const Comparison found =
      diff(dev, reference_of({deb("a", "2"), deb("libssl3", "3.0.15"), deb("gone", "1")}));
  CHECK(spelled(found) == Texts{"version deb:a:amd64 2 -> 1"});
  REQUIRE(gap_kinds(found.gaps) == Texts{"in_transition deb"});
  CHECK(found.gaps[0].sentence == "2 packages half-way: libssl3 (unpacked), gone (half-installed)");
  CHECK(found.gaps[0].remedy.find("dpkg --configure -a") != std::string::npos);
}

TEST_CASE("diff: an unread file is a gap; what could be read is told, nothing is called missing") {
  Inventory dev = inventory_of({pypi("a", "1"), pypi("new", "1")});
  dev.unread = {
      {.ecosystem = "pypi",
       .error = {.code = ErrorCode::denied, .message = "permission denied", .path = "/x"}}};
  const Comparison found = diff(dev, reference_of({pypi("a", "2"), pypi("b", "1"), deb("a", "1")}));
  CHECK(spelled(found) == Texts{"version pypi:a 2 -> 1", "dev_only pypi:new"});
  REQUIRE(gap_kinds(found.gaps) == Texts{"no_os_packages deb", "unread pypi"});
  CHECK(found.gaps[1].sentence.find("/x: permission denied") != std::string::npos);
}

TEST_CASE("diff: an ecosystem that nobody looked for here is a note, not a gap") {
  Reference reference = reference_of({deb("a", "1")});
  for (int i = 0; i < 75; ++i)
    reference.inventory.components.push_back(
        {.ecosystem = "npm", .name = "p" + std::to_string(i), .version = "1"});
  const Comparison found = diff(inventory_of({deb("a", "1")}), reference);
  CHECK(found.gaps.empty());
  CHECK(found.drifts.empty());
  CHECK(note_sentence(found.notes, "not_read") == "not checked: npm (75 components in production)");
}

TEST_CASE(
    "diff: what the dev side does not cover could not be checked, and is not production's only") {
  Reference reference = reference_of({deb("a", "1"), {.ecosystem = "pypi", .name = "requests"}});
  reference.inventory.ecosystems = {"deb", "pypi"};
  Inventory dev = inventory_of({deb("a", "1")});
  dev.ecosystems = {"deb"};
  const Comparison found = diff(dev, reference);
  CHECK(found.drifts.empty());
  REQUIRE(found.gaps.size() == 1);
  CHECK(found.gaps[0].kind == GapKind::not_covered);
  CHECK(found.gaps[0].ecosystem == "pypi");
}

TEST_CASE("diff: an ecosystem without a reader of ours is compared when both sides list it") {
  const auto npm = [](std::string version) {
    return Component{.ecosystem = "npm", .name = "@scope/a", .version = std::move(version)};
  };
  const Comparison found = diff(inventory_of({npm("1.0.0"), deb("a", "1")}),
                                reference_of({npm("2.0.0"), deb("a", "1")}));
  REQUIRE(spelled(found) == Texts{"version npm:@scope/a 2.0.0 -> 1.0.0"});
  CHECK(found.drifts[0].change.change_class == ChangeClass::other);
}

TEST_CASE("diff: of a place with itself is empty, and swapping sides swaps the kinds") {
  std::mt19937 random(20261122);
  for (int round = 0; round < 50; ++round) {
    const auto some = [&] {
      std::vector<Component> components = {deb("base", "1"), pypi("base", "1")};
      for (int i = 0; i < 30; ++i) {
        const std::string name = "n" + std::to_string(random() % 20);
        const std::string version = std::to_string(random() % 3);
        if (random() % 2 == 0)
          components.push_back(deb(name, version, random() % 4 == 0 ? "i386" : "amd64"));
        else
          components.push_back(pypi(name, version, "/p" + std::to_string(random() % 3)));
      }
      return components;
    };
    const std::vector<Component> left = some();
    std::vector<Component> right = some();
    const Comparison forward = diff(inventory_of(left), reference_of(right));
    CHECK(diff(inventory_of(left), reference_of(left)).drifts.empty());
    const Comparison backward = diff(inventory_of(right), reference_of(left));
    const auto names = [](const Comparison& comparison, DriftKind kind) {
      std::vector<std::string> texts;
      for (const Drift& drift : comparison.drifts) {
        if (drift.kind == kind)
          texts.push_back(drift.ecosystem + ':' + drift.name + ':' + drift.arch);
      }
      texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
      return texts;
    };
    CHECK(names(forward, DriftKind::dev_only) == names(backward, DriftKind::prod_only));
    CHECK(names(forward, DriftKind::prod_only) == names(backward, DriftKind::dev_only));
    // The order in which components were found decides nothing.
    Reference shuffled = reference_of(right);
    std::shuffle(shuffled.inventory.components.begin(), shuffled.inventory.components.end(),
                 random);
    CHECK(spelled(diff(inventory_of(left), shuffled)) == spelled(forward));
  }
}
