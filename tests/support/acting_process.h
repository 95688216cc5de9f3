#pragma once

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace prodparity::test {

// A process that looks to /proc like `arguments` with `environment` and, where a lock is given,
// holds it as dpkg does, until it goes out of scope. It runs below the first process alone: whoever
// runs the tests is not above it.
class ActingProcess {
 public:
  ActingProcess(const TempFolder& folder, std::vector<std::string> arguments,
                std::vector<std::string> environment, const std::string& lock = {}) {
    const std::string script = folder.path() + '/' + arguments.front();
    folder.put('/' + arguments.front(), "#!/bin/sh\necho >&3\nexec 3>&-\nread -r line\n");
    REQUIRE(::chmod(script.c_str(), 0755) == 0);
    std::array<int, 2> told{};
    REQUIRE(::pipe2(told.data(), O_CLOEXEC) == 0);
    REQUIRE(::pipe(input_.data()) == 0);
    const pid_t between = ::fork();
    if (between == 0) {
      const pid_t pid = ::fork();
      if (pid != 0) ::_exit(0);
      become(script, arguments, environment, lock, told[1]);
    }
    ::waitpid(between, nullptr, 0);
    ::close(told[1]);
    ::close(input_[0]);
    REQUIRE(::read(told[0], &pid_, sizeof pid_) == sizeof pid_);
    char running = 0;
    REQUIRE(::read(told[0], &running, 1) == 1);  // said by the script: its arguments are in place
    ::close(told[0]);
  }
  ~ActingProcess() { end(); }
  ActingProcess(const ActingProcess&) = delete;
  ActingProcess& operator=(const ActingProcess&) = delete;

  int pid() const { return pid_; }
  // It lets go of the lock and is gone.
  void end() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::close(input_[1]);
    while (::kill(pid_, 0) == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the first process reaps it
    pid_ = 0;
  }

 private:
  [[noreturn]] void become(const std::string& script, std::vector<std::string>& arguments,
                           std::vector<std::string>& environment, const std::string& lock,
                           int told) const {
    ::dup2(input_[0], STDIN_FILENO);
    // What a daemon in the test's process has open of the lock's file would, closed, let go of it.
    if (::dup2(told, 3) != 3) ::_exit(1);
    ::close_range(4, ~0U, 0);
    if (!lock.empty()) {
      const int fd = ::open(lock.c_str(), O_RDWR);
      struct flock whole {};
      whole.l_type = F_WRLCK;
      if (::fcntl(fd, F_SETLK, &whole) != 0) ::_exit(1);
    }
    const int pid = ::getpid();
    if (::write(3, &pid, sizeof pid) != sizeof pid) ::_exit(1);
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (std::string& word : arguments)
      words.push_back(word.data());
    words.push_back(nullptr);
    std::vector<char*> variables;
    variables.reserve(environment.size() + 1);
    for (std::string& variable : environment)
      variables.push_back(variable.data());
    variables.push_back(nullptr);
    ::execve(script.c_str(), words.data(), variables.data());
    ::_exit(1);
  }

  int pid_ = 0;
  std::array<int, 2> input_{};
};

}  // namespace prodparity::test
