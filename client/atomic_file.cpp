#include "client/atomic_file.h"

#include "io/system_error.h"
#include "io/unique_fd.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

// 0 or an errno.
int write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fchmod(fd, 0644) != 0 || ::fsync(fd) != 0 ? errno : 0;
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  UniqueFd fd(::mkstemp(temporary.data()));
  if (!fd) return system_error(errno, "write", path);
  int number = write_whole(fd.get(), bytes);
  fd.reset();
  if (number == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) number = errno;
  if (number == 0) return {};
  ::unlink(temporary.c_str());
  return system_error(number, "write", path);
}

}  // namespace prodparity
