#include "io/input_file.h"

#include "io/system_error.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace prodparity {

Result<UniqueFd> input_file(std::string_view bytes) {
  UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return system_error(errno, "make", "a file in memory");
  for (std::string_view rest = bytes; !rest.empty();) {
    const ssize_t written = ::write(file.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(errno, "write", "a file in memory");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return system_error(errno, "read", "a file in memory");
  return file;
}

}  // namespace prodparity
