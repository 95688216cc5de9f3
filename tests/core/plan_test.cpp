#include "core/plan.h"

#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <algorithm>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using test::deb;
using test::inventory_of;
using test::pypi;

std::vector<std::string> names_of(const Inventory& inventory) {
  std::vector<std::string> names;
  for (const Component& component : inventory.components)
    names.push_back(component.name + ' ' + component.version);
  return names;
}

const Component& find(const Inventory& inventory, const std::string& name) {
  const auto found = std::ranges::find(inventory.components, name, &Component::name);
  REQUIRE(found != inventory.components.end());
  return *found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("plan: what is installed, changed and removed is as it would be") {
  const Inventory now = inventory_of({deb("curl", "1"), deb("vim", "1"), deb("zlib1g", "1")});
  const Plan plan{
      .changes = {{.name = "vim", .arch = "amd64", .old_version = "1"},
                  {.name = "curl", .arch = "amd64", .old_version = "1", .new_version = "2"},
                  {.name = "hello", .arch = "amd64", .new_version = "3"}}};
  CHECK(names_of(planned_inventory(now, plan)) == Names{"curl 2", "hello 3", "zlib1g 1"});
  CHECK(misfit(now, plan).empty());
}

TEST_CASE("plan: a changed package keeps what is known of it, but for what its version decides") {
  Component library = deb("libssl3", "3.0.15-1");
  library.source = "openssl";
  library.source_version = "3.0.15";
  library.section = "libs";
  library.ships = Ships::runtime_files;
  const Inventory after =
      planned_inventory(inventory_of({library}), {.changes = {{.name = "libssl3",
                                                               .arch = "amd64",
                                                               .old_version = "3.0.15-1",
                                                               .new_version = "3.0.16-1"}}});
  library.version = "3.0.16-1";
  library.source_version.clear();
  CHECK(after.components == std::vector<Component>{library});
}

TEST_CASE("plan: of something new nothing is claimed that only its files would tell") {
  const Inventory after =
      planned_inventory(inventory_of({deb("a", "1")}),
                        {.changes = {{.name = "libssl3", .arch = "amd64", .new_version = "3"}}});
  const Component& added = find(after, "libssl3");
  CHECK(added.ships == Ships::unknown);
  CHECK(added.section.empty());
  CHECK(added.origin == "debian");
  CHECK_FALSE(added.automatic);
}

TEST_CASE("plan: what was not asked for came with what was") {
  const Inventory after =
      planned_inventory(inventory_of({deb("a", "1")}),
                        {.changes = {{.name = "graphviz", .arch = "amd64", .new_version = "2"},
                                     {.name = "libcairo2", .arch = "amd64", .new_version = "1"},
                                     {.name = "libx11-6", .arch = "amd64", .new_version = "1"}},
                         .asked = {"graphviz"}});
  CHECK(find(after, "graphviz").relations == "libcairo2, libx11-6");
  CHECK_FALSE(find(after, "graphviz").automatic);
  CHECK(find(after, "libcairo2").automatic);
  CHECK(find(after, "a").relations.empty());
}

TEST_CASE("plan: what an upgrade brings anew came with what it upgrades") {
  const Inventory after = planned_inventory(
      inventory_of({deb("a", "1"), deb("b", "1")}),
      {.changes = {{.name = "a", .arch = "amd64", .old_version = "1", .new_version = "2"},
                   {.name = "c", .arch = "amd64", .new_version = "1"}}});
  CHECK(find(after, "a").relations == "c");
  CHECK(find(after, "b").relations.empty());
  CHECK(find(after, "c").automatic);
}

TEST_CASE("plan: a removal takes Python's distribution of the package with it") {
  Component yaml = pypi("pyyaml", "6.0", "/usr/lib/python3/dist-packages");
  yaml.owner = "deb:python3-yaml";
  const Inventory now =
      inventory_of({deb("python3-yaml", "6.0-3"), yaml, pypi("requests", "2.28")});
  CHECK(
      names_of(planned_inventory(
          now, {.changes = {{.name = "python3-yaml", .arch = "amd64", .old_version = "6.0-3"}}})) ==
      Names{"requests 2.28"});
}

TEST_CASE("plan: of one name in two architectures only the planned one changes") {
  const Inventory now = inventory_of({deb("libc6", "1", "amd64"), deb("libc6", "1", "i386")});
  const Inventory after =
      planned_inventory(now, {.changes = {{.name = "libc6", .arch = "i386", .old_version = "1"}}});
  CHECK(after.components.size() == 1);
  CHECK(after.components[0].arch == "amd64");
}

TEST_CASE("plan: a package that becomes one of all architectures stays one package") {
  const Inventory after = planned_inventory(
      inventory_of({deb("tool", "1", "amd64")}),
      {.changes = {{.name = "tool", .arch = "all", .old_version = "1", .new_version = "2"}}});
  REQUIRE(after.components.size() == 1);
  CHECK(after.components[0].arch == "all");
}

TEST_CASE("plan: pip's distributions are told apart by their folder") {
  const Inventory now = inventory_of({pypi("flask", "1", "/a"), pypi("flask", "1", "/b")});
  const Inventory after = planned_inventory(
      now, {.ecosystem = "pypi",
            .changes = {{.name = "flask", .old_version = "1", .new_version = "2", .place = "/b"},
                        {.name = "jinja2", .new_version = "3", .place = "/b"}}});
  CHECK(names_of(after) == Names{"flask 1", "flask 2", "jinja2 3"});
}

TEST_CASE("plan: a plan for another place is noticed by what it takes as installed") {
  const Inventory now = inventory_of({deb("libc6", "1")});
  CHECK(misfit(now, {.changes = {{.name = "libc6", .arch = "amd64", .new_version = "1"}}}) ==
        "libc6");
  CHECK(misfit(now, {.changes = {{.name = "vim", .arch = "amd64", .old_version = "1"}}}) == "vim");
  CHECK(misfit(now, {.changes = {{.name = "libc6",
                                  .arch = "amd64",
                                  .old_version = "2",
                                  .new_version = "3"}}}) == "libc6");
  CHECK(
      misfit(
          now,
          {.changes = {{.name = "libc6", .arch = "amd64", .old_version = "1", .new_version = "1"}}})
          .empty());
  Inventory half = inventory_of({});
  half.in_transition = {{.ecosystem = "deb", .name = "vim", .arch = "amd64", .state = "unpacked"}};
  const Plan repair{
      .changes = {{.name = "vim", .arch = "amd64", .old_version = "1", .new_version = "1"}}};
  CHECK(misfit(half, repair).empty());
  CHECK(planned_inventory(half, repair).in_transition.empty());
}

}  // namespace prodparity
