#include "io/next_part.h"

#include "core/limits.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace prodparity {
namespace {

template <typename Read>
ssize_t append_part(std::string& bytes, Read read) {
  const std::size_t held = bytes.size();
  bytes.resize(held + std::clamp(held, 4 * limits::kib, 64 * limits::kib));
  ssize_t size = 0;
  do {
    size = read(bytes.data() + held, bytes.size() - held);
  } while (size < 0 && errno == EINTR);
  bytes.resize(held + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return size;
}

}  // namespace

ssize_t read_next_part(int fd, std::string& bytes) {
  return append_part(bytes, [&](char* to, std::size_t size) { return ::read(fd, to, size); });
}

ssize_t receive_next_part(int socket, std::string& bytes) {
  return append_part(
      bytes, [&](char* to, std::size_t size) { return ::recv(socket, to, size, MSG_DONTWAIT); });
}

}  // namespace prodparity
