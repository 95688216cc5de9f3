#include "io/scan.h"

#include "tests/support/catch.h"
#include "tests/support/failing_files.h"
#include "tests/support/memory_files.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using prodparity::test::FailingFiles;
using prodparity::test::MemoryFiles;

namespace {

const std::string debian = "/usr/lib/python3/dist-packages";
const std::string local = "/usr/local/lib/python3.11/dist-packages";

std::string stanza(const std::string& name, const std::string& version) {
  return "Package: " + name +
         "\nStatus: install ok installed\nArchitecture: " + (name == "dpkg" ? "amd64" : "all") +
         "\nVersion: " + version + "\n\n";
}

std::string metadata(const std::string& name, const std::string& version) {
  return "Name: " + name + "\nVersion: " + version + "\n";
}

// Debian with its pip, PyYAML, and another pip in /usr/local.
MemoryFiles small_root() {
  MemoryFiles files{
      {"/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"},
      {"/var/lib/dpkg/status", stanza("python3-pip", "23.0.1+dfsg-1") +
                                   stanza("python3-yaml", "6.0-3") + stanza("dpkg", "1.21")},
      {"/var/lib/dpkg/info/python3-pip.list", "/.\n" + debian + "/pip-23.0.1.dist-info\n"},
      {"/var/lib/dpkg/info/python3-yaml.list", debian + "/PyYAML-6.0.dist-info/METADATA\n"},
      {debian + "/pip-23.0.1.dist-info/METADATA", metadata("pip", "23.0.1")},
      {debian + "/PyYAML-6.0.dist-info/METADATA", metadata("PyYAML", "6.0")},
      {local + "/pip-24.1b2.dist-info/METADATA", metadata("pip", "24.1b2")},
      {local + "/pip-24.1b2.dist-info/INSTALLER", "pip\n"},
      {local + "/pip-24.1b2.dist-info/RECORD", "pip-24.1b2.dist-info/INSTALLER,,\n"},
      {"/ws/.venv/pyvenv.cfg", "home = /usr/bin\n"},
      {"/ws/.venv/lib/python3.11/site-packages/a-1.dist-info/METADATA", metadata("a", "1")}};
  return files;
}

const ScanRequest whole = {.places = {.workspace = "/ws", .homes = {"/root"}, .environments = {}},
                           .ecosystems = {}};

const Component& component(const Inventory& inventory, const std::string& name,
                           const std::string& place) {
  const auto found = std::ranges::find_if(
      inventory.components, [&](const Component& c) { return c.name == name && c.place == place; });
  REQUIRE(found != inventory.components.end());
  return *found;
}

}  // namespace

TEST_CASE("scan: a root with neither dpkg nor Python is a valid, empty inventory") {
  const MemoryFiles files{{"/etc/hostname", "box"}};
  const Inventory inventory = Scanner(files).scan({}).inventory;
  CHECK(inventory.ecosystems == std::vector<std::string>{"deb", "pypi"});
  CHECK(inventory.components.empty());
  CHECK(inventory.unread.empty());
}

TEST_CASE("scan: os-release is read in /etc first, then in /usr/lib") {
  MemoryFiles files{{"/usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n"}};
  CHECK(Scanner(files).scan({}).inventory.platform.version_id == "12");
  files.put("/etc/os-release", "ID=ubuntu\n");
  CHECK(Scanner(files).scan({}).inventory.platform.id == "ubuntu");
  files.deny("/etc/os-release");
  const Inventory inventory = Scanner(files).scan({}).inventory;
  REQUIRE(inventory.unread.size() == 1);
  CHECK(inventory.unread[0].error.code == ErrorCode::denied);
}

TEST_CASE("scan: debs get the distribution and architecture of the place, lists tell owners") {
  const MemoryFiles files = small_root();
  const Inventory inventory = Scanner(files).scan(whole).inventory;
  CHECK(inventory.unread.empty());
  CHECK(inventory.components.size() == 7);
  CHECK(inventory.platform.arch == "amd64");
  CHECK(component(inventory, "dpkg", "").origin == "debian");
  CHECK(component(inventory, "pyyaml", debian).owner == "deb:python3-yaml");
  CHECK(component(inventory, "pip", debian).owner == "deb:python3-pip");
  CHECK(component(inventory, "pip", local).owner.empty());
  CHECK(component(inventory, "pip", local).hides == "deb:python3-pip@23.0.1+dfsg-1");
}

TEST_CASE("scan: side by side gives what one after the other gives, also the second time") {
  const MemoryFiles files = small_root();
  ScanRequest threads = whole;
  threads.side_by_side = true;
  Scanner scanner(files);
  const ScanResult one_by_one = Scanner(files).scan(whole);
  for (const bool first : {true, false}) {
    const ScanResult result = scanner.scan(threads);
    CHECK(result.inventory == one_by_one.inventory);
    CHECK(result.watch == one_by_one.watch);
    CHECK(result.changed == first);
  }
}

TEST_CASE("scan: a distribution that no expected deb owns is looked for in every list") {
  MemoryFiles files = small_root();
  files.put("/var/lib/dpkg/status", stanza("dpkg", "1.21") + stanza("oddly-named", "1"));
  files.put("/var/lib/dpkg/info/oddly-named.list", debian + "/PyYAML-6.0.dist-info\n");
  const Inventory inventory = Scanner(files).scan(whole).inventory;
  CHECK(component(inventory, "pyyaml", debian).owner == "deb:oddly-named");
}

TEST_CASE("scan: a list under the name with its architecture is found") {
  MemoryFiles files = small_root();
  files.remove("/var/lib/dpkg/info/python3-yaml.list");
  files.put("/var/lib/dpkg/info/python3-yaml:amd64.list", debian + "/PyYAML-6.0.dist-info\n");
  files.put("/var/lib/dpkg/status",
            "Package: python3-yaml\nStatus: install ok installed\nArchitecture: amd64\n"
            "Version: 6.0-3\n");
  const Inventory inventory = Scanner(files).scan(whole).inventory;
  CHECK(component(inventory, "pyyaml", debian).owner == "deb:python3-yaml");
}

TEST_CASE("scan: it says whether anything changed since the last one") {
  MemoryFiles files = small_root();
  Scanner scanner(files);
  CHECK(scanner.scan(whole).changed);
  CHECK_FALSE(scanner.scan(whole).changed);
  files.put("/var/lib/dpkg/status", stanza("dpkg", "1.22"));
  CHECK(scanner.scan(whole).changed);
  CHECK_FALSE(scanner.scan(whole).changed);
  files.remove("/var/lib/dpkg/status");
  CHECK(scanner.scan(whole).changed);
}

TEST_CASE("scan: a second scan reads only what changed, and finds the same") {
  MemoryFiles files = small_root();
  Scanner scanner(files);
  const ScanResult first = scanner.scan(whole);
  const std::size_t all = files.reads();
  CHECK(scanner.scan(whole).inventory == first.inventory);
  // Again: os-release; none of the parsed units and file lists.
  CHECK(files.reads() - all == 1);
  const std::size_t before = files.reads();
  files.put(debian + "/PyYAML-6.0.dist-info/METADATA", metadata("PyYAML", "6.0.1"));
  const Inventory changed = scanner.scan(whole).inventory;
  CHECK(component(changed, "pyyaml", debian).version == "6.0.1");
  CHECK(files.reads() - before == 2);
  CHECK(changed == Scanner(files).scan(whole).inventory);
}

TEST_CASE("scan: a file list counts as long as it is there, and anew when it changes") {
  MemoryFiles files = small_root();
  files.put("/var/lib/dpkg/status", stanza("dpkg", "1.21") + stanza("oddly-named", "1"));
  files.remove("/var/lib/dpkg/info/python3-yaml.list");
  const std::string list = "/var/lib/dpkg/info/oddly-named.list";
  Scanner scanner(files);
  const auto owner = [&] {
    return component(scanner.scan(whole).inventory, "pyyaml", debian).owner;
  };
  files.put(list, debian + "/PyYAML-6.0.dist-info\n");
  CHECK(owner() == "deb:oddly-named");
  files.put(list, debian + "/somebody-else.dist-info\n");
  CHECK(owner().empty());
  files.put(list, debian + "/PyYAML-6.0.dist-info\n");
  CHECK(owner() == "deb:oddly-named");
  files.remove(list);
  CHECK(owner().empty());
  files.put(list, "");
  files.deny(list);
  CHECK_FALSE(scanner.scan(whole).inventory.unread.empty());
}

TEST_CASE("scan: a file that came or went makes its unit be read again") {
  MemoryFiles files = small_root();
  Scanner scanner(files);
  CHECK(component(scanner.scan(whole).inventory, "pip", local).automatic);
  files.put(local + "/pip-24.1b2.dist-info/REQUESTED", "");
  CHECK_FALSE(component(scanner.scan(whole).inventory, "pip", local).automatic);
  files.remove(local + "/pip-24.1b2.dist-info/RECORD");
  CHECK(scanner.scan(whole).inventory.in_transition.size() == 1);
}

TEST_CASE("scan: whichever call fails, it is told and nothing is invented") {
  const MemoryFiles files = small_root();
  FailingFiles counting(files, 0);
  const Inventory good = Scanner(counting).scan(whole).inventory;
  REQUIRE(counting.calls() > 30);
  for (std::size_t n = 1; n <= counting.calls(); ++n) {
    INFO("call " << n);
    const FailingFiles failing(files, n);
    Scanner scanner(failing);
    const Inventory inventory = scanner.scan(whole).inventory;
    CHECK_FALSE(inventory.unread.empty());
    for (const Unread& unread : inventory.unread)
      CHECK(unread.error.message == "failed call " + std::to_string(n));
    CHECK(inventory.components.size() <= good.components.size());
    // It is not kept: the next scan, without a failure, is whole.
    CHECK(scanner.scan(whole).inventory == good);
  }
}

TEST_CASE("scan: whichever look at a known file fails, the file is read instead") {
  const MemoryFiles files = small_root();
  FailingFiles counting(files, 0);
  Scanner known(counting);
  const Inventory good = known.scan(whole).inventory;
  const std::size_t first = counting.calls();
  known.scan(whole);
  const std::size_t both = counting.calls();
  for (std::size_t n = first + 1; n <= both; ++n) {
    INFO("call " << n);
    const FailingFiles failing(files, n);
    Scanner scanner(failing);
    scanner.scan(whole);
    const Inventory inventory = scanner.scan(whole).inventory;
    CHECK((inventory == good || !inventory.unread.empty()));
  }
}

namespace {

// Lists everything, but the first `times` reads of `path` find it gone.
class VanishingFiles final : public Files {
 public:
  VanishingFiles(const Files& files, std::string path, std::size_t times)
      : files_(files), path_(std::move(path)), times_(times) {}
  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override {
    if (path == path_ && times_ > 0) {
      --times_;
      return Error{.code = ErrorCode::not_found, .message = "gone", .path = path_};
    }
    return files_.read_stamped(path, limit_bytes);
  }
  Matches glob_any(std::span<const std::string> patterns) const override {
    return files_.glob_any(patterns);
  }
  Result<Stamp> stamp(std::string_view path) const override { return files_.stamp(path); }

 private:
  const Files& files_;
  std::string path_;
  mutable std::size_t times_;
};

}  // namespace

TEST_CASE("scan: a listed file that went away is looked for once more, then unread") {
  const MemoryFiles files = small_root();
  const Inventory good = Scanner(files).scan(whole).inventory;
  const VanishingFiles once(files, "/var/lib/dpkg/status", 1);
  CHECK(Scanner(once).scan(whole).inventory == good);
  const VanishingFiles twice(files, "/var/lib/dpkg/status", 2);
  const Inventory busy = Scanner(twice).scan(whole).inventory;
  REQUIRE(busy.unread.size() == 1);
  CHECK(busy.unread[0].ecosystem == "deb");
  CHECK(busy.unread[0].error.code == ErrorCode::busy);
}

TEST_CASE("scan: two scans of one root in any state are byte for byte the same") {
  const MemoryFiles files = small_root();
  CHECK(Scanner(files).scan(whole).watch == Scanner(files).scan(whole).watch);
  CHECK(std::ranges::is_sorted(Scanner(files).scan(whole).watch));
}
