#include "io/rooted.h"

#include "io/system_error.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr int max_links = 40;  // the kernel's MAXSYMLINKS
constexpr int max_attempts = 16;

int open_retrying(int folder, const char* path, int flags) {
  for (;;) {
    const int fd = ::openat(folder, path, flags);
    if (fd >= 0 || errno != EINTR) return fd;
  }
}

// EAGAIN: a folder was moved while ".." was resolved (openat2(2)); asking again is the remedy.
int openat2_retrying(int folder, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const long fd = ::syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno != EINTR && (errno != EAGAIN || attempt >= max_attempts)) return -1;
  }
}

std::string_view without_leading_slashes(std::string_view path) {
  while (path.starts_with('/'))
    path.remove_prefix(1);
  return path;
}

// Cuts the first element off `rest`; empty where there is none.
std::string take_element(std::string& rest) {
  const std::string_view trimmed = without_leading_slashes(rest);
  const std::string_view element = trimmed.substr(0, trimmed.find('/'));
  std::string taken(element);
  rest = std::string(trimmed.substr(element.size()));
  return taken;
}

bool is_link(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISLNK(status.st_mode);
}

std::string read_link(int fd) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlinkat(fd, "", target.data(), target.size());
  return size < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(size));
}

}  // namespace

Result<Rooted> Rooted::open(const std::string& folder, Resolution resolution) {
  UniqueFd root(open_retrying(AT_FDCWD, folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return system_error(errno, "open the root folder", folder);
  if (resolution == Resolution::kernel &&
      !UniqueFd(openat2_retrying(root.get(), ".", O_PATH | O_CLOEXEC)))
    resolution = Resolution::by_hand;
  return Rooted(std::move(root), resolution);
}

Rooted::Opened Rooted::open_inside(std::string_view path, int flags) const {
  if (path.find('\0') != std::string_view::npos) return {.fd = {}, .error_number = ENOENT};
  flags |= O_CLOEXEC;
  if ((flags & O_PATH) == 0) flags |= O_NONBLOCK | O_NOCTTY;
  return resolution_ == Resolution::kernel ? by_kernel(path, flags) : by_hand(path, flags);
}

Rooted::Opened Rooted::by_kernel(std::string_view path, int flags) const {
  const std::string relative(without_leading_slashes(path));
  UniqueFd fd(openat2_retrying(root_.get(), relative.empty() ? "." : relative.c_str(), flags));
  const int error_number = fd ? 0 : errno;
  return {.fd = std::move(fd), .error_number = error_number};
}

Rooted::Opened Rooted::by_hand(std::string_view path, int flags) const {
  std::vector<UniqueFd> folders;  // from below the root to where we are
  std::string rest(path);
  int links = 0;
  for (;;) {
    const int here = folders.empty() ? root_.get() : folders.back().get();
    const std::string element = take_element(rest);
    if (element.empty()) {
      UniqueFd fd(open_retrying(here, ".", flags));
      const int error_number = fd ? 0 : errno;
      return {.fd = std::move(fd), .error_number = error_number};
    }
    if (element == ".") continue;
    if (element == "..") {
      if (!folders.empty()) folders.pop_back();
      continue;
    }
    UniqueFd next(open_retrying(here, element.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!next) return {.fd = {}, .error_number = errno};
    if (is_link(next.get())) {
      if (++links > max_links) return {.fd = {}, .error_number = ELOOP};
      const std::string target = read_link(next.get());
      if (target.empty()) return {.fd = {}, .error_number = ENOENT};
      if (target.starts_with('/')) folders.clear();
      rest.insert(0, target);
      continue;
    }
    if (rest.empty()) {
      UniqueFd fd(open_retrying(here, element.c_str(), flags | O_NOFOLLOW));
      const int error_number = fd ? 0 : errno;
      return {.fd = std::move(fd), .error_number = error_number};
    }
    struct stat status {};
    if (::fstat(next.get(), &status) != 0) return {.fd = {}, .error_number = errno};
    if (!S_ISDIR(status.st_mode)) return {.fd = {}, .error_number = ENOTDIR};
    folders.push_back(std::move(next));
  }
}

}  // namespace prodparity
