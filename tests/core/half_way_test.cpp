#include "core/half_way.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <string>
#include <vector>

namespace prodparity {
namespace {

InTransition deb(const std::string& name, const std::string& state,
                 const std::string& arch = "amd64") {
  return {.ecosystem = "deb", .name = name, .arch = arch, .state = state};
}

std::string repair(const std::vector<InTransition>& packages) {
  return dpkg_repair(packages, "amd64");
}

}  // namespace

TEST_CASE("half-way: what only waits to be configured is configured") {
  for (const std::string state :
       {"unpacked", "half-configured", "triggers-awaited", "triggers-pending"}) {
    CAPTURE(state);
    CHECK(repair({deb("a", state)}) == "dpkg --configure -a");
  }
}

TEST_CASE("half-way: what was half-installed or must be reinstalled is installed again") {
  for (const std::string state : {"half-installed", "reinstreq", "reinstreq half-installed",
                                  "reinstreq unpacked", "deinstall reinstreq half-installed"}) {
    CAPTURE(state);
    CHECK(repair({deb("a", state)}) == "dpkg --configure -a; apt-get install --reinstall -y a");
  }
}

TEST_CASE("half-way: what was being removed is removed, what was being purged is purged") {
  CHECK(repair({deb("a", "deinstall half-configured")}) == "dpkg --remove a");
  CHECK(repair({deb("a", "deinstall half-installed")}) == "dpkg --remove a");
  CHECK(repair({deb("a", "purge half-configured")}) == "dpkg --purge a");
}

TEST_CASE("half-way: one line ends several states, removals before installs") {
  CHECK(repair({deb("a", "unpacked"), deb("b", "reinstreq half-installed"),
                deb("c", "deinstall half-installed"), deb("d", "purge half-configured"),
                deb("e", "half-installed")}) ==
        "dpkg --configure -a; dpkg --remove c; dpkg --purge d; "
        "apt-get install --reinstall -y b e");
}

TEST_CASE("half-way: only another architecture than the native one is named") {
  CHECK(repair({deb("a", "half-installed", "i386"), deb("b", "half-installed", "all")}) ==
        "dpkg --configure -a; apt-get install --reinstall -y a:i386 b");
  CHECK(dpkg_repair({deb("a", "half-installed", "i386")}, "") ==
        "dpkg --configure -a; apt-get install --reinstall -y a");
}

TEST_CASE("half-way: a name or an architecture is one word for the shell") {
  CHECK(repair({deb("a;reboot", "deinstall half-installed", "$(x)")}) ==
        "dpkg --remove 'a;reboot':'$(x)'");
}

TEST_CASE("half-way: so many names are named, not more") {
  std::vector<InTransition> packages(repair_names, deb("x", "half-installed"));
  const std::string at_bound = repair(packages);
  CHECK(std::count(at_bound.begin(), at_bound.end(), 'x') ==
        static_cast<std::ptrdiff_t>(repair_names));
  packages.push_back(deb("x", "half-installed"));
  CHECK(repair(packages) == at_bound);
}

TEST_CASE("half-way: nothing of Debian's is no command") {
  CHECK(repair({}).empty());
  CHECK(repair({{.ecosystem = "pypi", .name = "a", .state = "copying"}}).empty());
}

TEST_CASE("half-way: a summary has debs with their state, distributions, and what ends it") {
  Inventory inventory;
  inventory.platform.arch = "amd64";
  inventory.in_transition = {deb("a\x1b", "reinstreq half-installed", "i386"),
                             {.ecosystem = "pypi", .name = "requests", .state = "copying"}};
  const ReadingSummary summary = summary_of(inventory);
  CHECK(summary.transitional == std::vector<std::string>{"a\\x1b (reinstreq half-installed)"});
  CHECK(summary.copying == std::vector<std::string>{"requests"});
  CHECK(summary.repair.starts_with("dpkg --configure -a; apt-get install --reinstall -y"));
  CHECK(summary_of(Inventory{}) == ReadingSummary{});
}

}  // namespace prodparity
