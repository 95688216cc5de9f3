#pragma once

#include "io/unique_fd.h"
#include "tests/support/catch.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <string>

namespace prodparity::test {

// A client's end of the Unix socket at `path`. It does not block: the server may be turned by the
// same thread.
inline UniqueFd connected(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return fd;
}

}  // namespace prodparity::test
