#include "io/started_child.h"

#include "io/input_file.h"
#include "io/system_error.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace prodparity {

Result<StartedChild> start_child(const std::vector<std::string>& arguments,
                                 std::string_view input) {
  const Result<UniqueFd> words = input_file(input);
  if (!words) return words.error();
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error(errno, "make", "a pipe");
  UniqueFd reading(ends[0]);
  const UniqueFd writing(ends[1]);
  if (::fcntl(reading.get(), F_SETFL, O_NONBLOCK) != 0)
    return system_error(errno, "read from", "a pipe");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, words->get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, arguments.front().c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return system_error(error, "run", arguments.front());
  return StartedChild{.pid = pid, .output = std::move(reading)};
}

void kill_child(pid_t pid) {
  if (pid > 0) ::kill(pid, SIGKILL);
}

std::optional<int> status_of_child(pid_t pid) {
  int status = 0;
  const pid_t ended = ::waitpid(pid, &status, WNOHANG);
  if (ended == 0) return std::nullopt;
  return ended == pid ? status : -1;
}

}  // namespace prodparity
