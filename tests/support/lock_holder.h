#pragma once

#include "tests/support/catch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

namespace prodparity::test {

// A process that holds `path` as dpkg does, until it goes out of scope.
class LockHolder {
 public:
  explicit LockHolder(const std::string& path) {
    std::array<int, 2> ready{};
    REQUIRE(::pipe(ready.data()) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const int fd = ::open(path.c_str(), O_RDWR);
      struct flock lock {};
      lock.l_type = F_WRLCK;
      const bool locked = ::fcntl(fd, F_SETLK, &lock) == 0;
      const ssize_t told = ::write(ready[1], locked ? "y" : "n", 1);
      static_cast<void>(told);
      ::pause();
      ::_exit(0);
    }
    char answer = 'n';
    REQUIRE(::read(ready[0], &answer, 1) == 1);
    REQUIRE(answer == 'y');
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~LockHolder() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  int pid() const { return pid_; }

 private:
  int pid_ = 0;
};

}  // namespace prodparity::test
