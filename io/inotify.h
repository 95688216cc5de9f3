#pragma once

#include "core/result.h"
#include "core/tracker.h"
#include "io/rooted.h"
#include "io/unique_fd.h"

#include <span>
#include <string_view>
#include <vector>

namespace prodparity {

// The events of one read(2) from an inotify descriptor (inotify(7)). A record that ends outside of
// `bytes` and all after it are dropped; the kernel writes none such.
std::vector<Event> parse_events(std::span<const std::byte> bytes);

// One inotify instance on folders inside a root. Non-blocking.
class Inotify {
 public:
  // Errors: too_large where the user's instances or descriptors are used up, io.
  static Result<Inotify> create();

  int fd() const { return fd_.get(); }
  // The watch descriptor. Errors: not_found, denied, too_large (ENOSPC: no watches left), io (not
  // a folder among them).
  Result<int> add(const Rooted& root, std::string_view folder);
  void remove(int wd);
  // All that is queued, up to one buffer of 64 KiB; empty when there is nothing.
  std::vector<Event> read();

 private:
  explicit Inotify(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace prodparity
