#include "io/scan.h"

#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <string>
#include <vector>

using namespace prodparity;
using prodparity::test::MemoryFiles;

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
