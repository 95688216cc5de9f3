#include "io/no_network.h"

#include "tests/support/catch.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

using namespace prodparity;

namespace {

// In a process of its own, since it is for good: what making a socket gives afterwards.
int error_of_socket(bool forbidden) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (forbidden && forbid_network()) ::_exit(100);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const int error = fd < 0 ? errno : 0;
    // All else goes on.
    if (::getpid() <= 0 || ::dup(STDERR_FILENO) < 0) ::_exit(101);
    ::_exit(error);
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("no network: a process that gave it up makes no socket") {
  CHECK(error_of_socket(false) == 0);
  CHECK(error_of_socket(true) == EPERM);
}
