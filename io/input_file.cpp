#include "io/input_file.h"

#include "io/system_error.h"
#include "io/write_all.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace prodparity {

Result<UniqueFd> input_file(std::string_view bytes) {
  UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return system_error(errno, "make", "a file in memory");
  if (const int error = write_all(file.get(), bytes); error != 0)
    return system_error(error, "write", "a file in memory");
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return system_error(errno, "read", "a file in memory");
  return file;
}

}  // namespace prodparity
