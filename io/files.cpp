#include "io/files.h"

#include "io/disk_glob.h"
#include "io/system_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Stamp stamp_of(const struct stat& status) {
  return {.inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim)};
}

Error too_large(std::string_view path, std::size_t limit_bytes) {
  std::string message = "'";
  message.append(path).append("' is larger than ").append(std::to_string(limit_bytes));
  message.append(" bytes");
  return {.code = ErrorCode::too_large, .message = message, .path = std::string(path)};
}

// Reads to the end. `size` is only what the file is expected to have: files of /proc say 0.
Result<std::string> read_all(int fd, std::size_t size, std::size_t limit_bytes,
                             std::string_view path) {
  constexpr std::size_t least = 4096;
  std::string bytes;
  std::size_t filled = 0;
  for (;;) {
    // One byte more than expected: then a short answer already tells the end.
    const std::size_t wanted = filled == 0 ? std::max(size, least) + 1 : bytes.size() * 2;
    bytes.resize(std::min(wanted, limit_bytes + 1));
    const ssize_t got = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "read", path);
    filled += static_cast<std::size_t>(got);
    if (filled > limit_bytes) return too_large(path, limit_bytes);
    if (got == 0 || (size > 0 && filled == size)) break;
  }
  bytes.resize(filled);
  return bytes;
}

bool is_plain_name(std::string_view name) {
  return name != "." && name != ".." && name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

std::string path_in(std::string_view folder, std::string_view name) {
  std::string path(folder);
  return path.append("/").append(name);
}

class DiskFiles final : public Files {
 public:
  explicit DiskFiles(Rooted root) : root_(std::move(root)) {}

  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override {
    const Rooted::Opened opened = root_.open_inside(path, O_RDONLY);
    if (opened.error_number != 0) return system_error(opened.error_number, "open", path);
    struct stat status {};
    if (::fstat(opened.fd.get(), &status) != 0) return system_error(errno, "read", path);
    if (!S_ISREG(status.st_mode)) {
      return Error{.code = ErrorCode::io,
                   .message = "cannot read '" + std::string(path) + "': it is not a regular file",
                   .path = std::string(path)};
    }
    const Stamp stamp = stamp_of(status);
    if (stamp.size > limit_bytes) return too_large(path, limit_bytes);
    Result<std::string> bytes =
        read_all(opened.fd.get(), static_cast<std::size_t>(stamp.size), limit_bytes, path);
    if (!bytes) return bytes.error();
    return StampedBytes{.bytes = std::move(*bytes), .stamp = stamp};
  }

  Matches glob_any(std::span<const std::string> patterns) const override {
    return glob_on_disk(root_, patterns);
  }

  std::vector<Result<Stamp>> stamps(std::string_view folder,
                                    std::span<const std::string> names) const override {
    const Rooted::Opened opened = root_.open_inside(folder, O_PATH | O_DIRECTORY);
    if (opened.error_number != 0) return Files::stamps(folder, names);
    std::vector<Result<Stamp>> found;
    found.reserve(names.size());
    for (const std::string& name : names) {
      struct stat status {};
      // Only what surely lies in this folder: a link may lead out of the root.
      const bool plain =
          is_plain_name(name) &&
          ::fstatat(opened.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
          !S_ISLNK(status.st_mode);
      found.push_back(plain ? Result<Stamp>(stamp_of(status)) : stamp(path_in(folder, name)));
    }
    return found;
  }

  Result<Stamp> stamp(std::string_view path) const override {
    const Rooted::Opened opened = root_.open_inside(path, O_PATH);
    if (opened.error_number != 0) return system_error(opened.error_number, "open", path);
    struct stat status {};
    if (::fstat(opened.fd.get(), &status) != 0) return system_error(errno, "look at", path);
    return stamp_of(status);
  }

 private:
  Rooted root_;
};

}  // namespace

Result<std::string> Files::read(std::string_view path, std::size_t limit_bytes) const {
  Result<StampedBytes> content = read_stamped(path, limit_bytes);
  if (!content) return content.error();
  return std::move(content->bytes);
}

std::vector<Result<Stamp>> Files::stamps(std::string_view folder,
                                         std::span<const std::string> names) const {
  std::vector<Result<Stamp>> found;
  for (const std::string& name : names)
    found.push_back(stamp(path_in(folder, name)));
  return found;
}

Matches Files::glob(std::string_view pattern) const {
  return glob_any(std::array{std::string(pattern)});
}

Result<std::unique_ptr<Files>> open_root(const std::string& root, Resolution resolution) {
  Result<Rooted> rooted = Rooted::open(root, resolution);
  if (!rooted) return rooted.error();
  return std::unique_ptr<Files>(std::make_unique<DiskFiles>(std::move(*rooted)));
}

}  // namespace prodparity
