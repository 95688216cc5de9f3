#include "io/locks.h"

#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/temp_folder.h"

#include <string>

namespace prodparity {
namespace {

constexpr std::string_view table =
    "1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 0 EOF\n"
    "1: -> POSIX  ADVISORY  WRITE 4712 fe:00:1234 0 EOF\n"
    "2: OFDLCK ADVISORY  READ -1 00:1a:77 0 EOF\n"
    "3: -> POSIX  ADVISORY  WRITE 13 00:1a:78 0 EOF\n"
    "nonsense\n";

Rooted root_at(const std::string& path) {
  Result<Rooted> root = Rooted::open(path, Resolution::kernel);
  REQUIRE(root.has_value());
  return *std::move(root);
}

}  // namespace

TEST_CASE("locks: /proc/locks names the holder of an inode, not those who wait") {
  CHECK(lock_holder(table, 1234) == 4711);
  CHECK(lock_holder(table, 77) == 0);  // held, by whom is not told
  CHECK_FALSE(lock_holder(table, 78));
  CHECK_FALSE(lock_holder(table, 1));
  CHECK_FALSE(lock_holder("", 1));
}

TEST_CASE("locks: a root without dpkg is free") {
  const test::TempFolder folder;
  const Rooted root = root_at(folder.path());
  CHECK(DpkgLocks(root).probe() == LockProbe{});
}

TEST_CASE("locks: either lock held is held, by whom is said, and asking takes nothing") {
  const test::TempFolder folder;
  const std::string frontend = folder.put("/var/lib/dpkg/lock-frontend", "");
  const std::string lock = folder.put("/var/lib/dpkg/lock", "");
  const Rooted root = root_at(folder.path());
  DpkgLocks locks(root);
  CHECK(locks.probe().kind == LockProbe::Kind::free);
  for (const std::string& path : {frontend, lock}) {
    const test::LockHolder holder(path);  // it can lock although we asked before
    const LockProbe probe = locks.probe();
    CHECK(probe.kind == LockProbe::Kind::held);
    CHECK(probe.pid == holder.pid());
    CHECK(probe.holder.find('(' + std::to_string(holder.pid()) + ')') != std::string::npos);
  }
  CHECK(locks.probe().kind == LockProbe::Kind::free);
}

TEST_CASE("locks: a lock file made anew is the one that is asked") {
  const test::TempFolder folder;
  folder.put("/var/lib/dpkg/lock-frontend", "");
  const Rooted root = root_at(folder.path());
  DpkgLocks locks(root);
  CHECK(locks.probe().kind == LockProbe::Kind::free);
  std::filesystem::remove(folder.path() + "/var/lib/dpkg/lock-frontend");
  const test::LockHolder holder(folder.put("/var/lib/dpkg/lock-frontend", ""));
  CHECK(locks.probe().kind == LockProbe::Kind::held);
}

}  // namespace prodparity
