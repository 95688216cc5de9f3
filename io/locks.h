#pragma once

#include "core/settle.h"
#include "io/rooted.h"
#include "io/unique_fd.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace prodparity {

// The process that holds a lock on the file with `inode`, from the text of /proc/locks (proc(5)).
// 0: held by one that cannot be seen. Devices are not compared: on overlayfs they differ.
std::optional<int> lock_holder(std::string_view proc_locks, std::uint64_t inode);

// Asks, never takes: dpkg's lock-frontend and lock. Whoever may open the files (0640) asks with
// F_OFD_GETLK on a kept-open O_RDONLY descriptor; others match /proc/locks by inode. Never
// F_SETLK, never O_RDWR.
class DpkgLocks {
 public:
  explicit DpkgLocks(const Rooted& root) : root_(&root) {}
  LockProbe probe();

 private:
  struct Lock {
    std::string_view path;
    UniqueFd fd;
  };
  LockProbe probe_one(Lock& lock);
  LockProbe probe_by_table(const Lock& lock);

  const Rooted* root_;
  std::array<Lock, 2> locks_ = {
      {{.path = "/var/lib/dpkg/lock-frontend"}, {.path = "/var/lib/dpkg/lock"}}};
};

}  // namespace prodparity
