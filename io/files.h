#pragma once

#include "core/result.h"
#include "io/rooted.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What tells one state of a file from another without reading it.
struct Stamp {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;

  bool operator==(const Stamp&) const = default;
};

// A file's content and the stamp it had before it was read.
struct StampedBytes {
  std::string bytes;
  Stamp stamp;
};

// What a pattern matched, sorted, and the folders it could not look into.
struct Matches {
  std::vector<std::string> paths;
  std::vector<Error> errors;
};

// The one interface to a root file system: the running container, an image's layers, memory.
// Paths are absolute inside the root; nothing outside it can be reached, whatever links it holds.
// Only regular files are read, only folders are listed; a FIFO or device is an error, not a wait.
class Files {
 public:
  virtual ~Files() = default;
  // Whole content; too_large past `limit_bytes`.
  virtual Result<StampedBytes> read_stamped(std::string_view path,
                                            std::size_t limit_bytes) const = 0;
  // Paths that match one of the patterns (core/ecosystem.h, Glob), each once; a pattern that ends
  // in
  // '/' matches folders only. What is not there is no match and no error; a folder that cannot be
  // read is an error that names it, beside what was found elsewhere.
  virtual Matches glob_any(std::span<const std::string> patterns) const = 0;
  // Of a file or folder.
  virtual Result<Stamp> stamp(std::string_view path) const = 0;
  // Of many files of one folder, one a name, each as stamp() of its path gives it: the folder's
  // path is resolved once.
  virtual std::vector<Result<Stamp>> stamps(std::string_view folder,
                                            std::span<const std::string> names) const;

  Result<std::string> read(std::string_view path, std::size_t limit_bytes) const;
  Matches glob(std::string_view pattern) const;
};

// A folder on disk as root ("/" for the container itself). Resolution is the kernel's,
// openat2(2) RESOLVE_IN_ROOT; kernels before 5.6 and seccomp filters that refuse it get the same
// rule walked by hand. Errors: not_found, denied, io.
Result<std::unique_ptr<Files>> open_root(const std::string& root,
                                         Resolution resolution = Resolution::kernel);

}  // namespace prodparity
