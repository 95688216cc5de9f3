#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <string>
#include <string_view>
#include <utility>

namespace prodparity {

// How paths are resolved inside a root; both give the same answers.
enum class Resolution {
  kernel,   // openat2(2) RESOLVE_IN_ROOT, or by hand where the kernel or seccomp refuses it
  by_hand,  // element by element, links read and followed here
};

// A folder as root of all paths: absolute links and ".." end inside it.
class Rooted {
 public:
  // `folder` is a path of the process' own view.
  static Result<Rooted> open(const std::string& folder, Resolution resolution);

  struct Opened {
    UniqueFd fd;
    int error_number = 0;  // an errno; 0: fd is valid
  };
  // open(2) inside the root. O_CLOEXEC and O_NONBLOCK are added: a FIFO must not hang the caller.
  Opened open_inside(std::string_view path, int flags) const;

 private:
  Rooted(UniqueFd root, Resolution resolution) : root_(std::move(root)), resolution_(resolution) {}
  Opened by_kernel(std::string_view path, int flags) const;
  Opened by_hand(std::string_view path, int flags) const;

  UniqueFd root_;
  Resolution resolution_;
};

}  // namespace prodparity
