#include "io/started_child.h"

#include "io/input_file.h"
#include "io/spawn.h"
#include "io/system_error.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace prodparity {

Result<StartedChild> start_child(const std::vector<std::string>& arguments,
                                 std::string_view input) {
  const Result<UniqueFd> words = input_file(input);
  if (!words) return words.error();
  Result<Pipe> pipe = make_pipe();
  if (!pipe) return pipe.error();
  if (::fcntl(pipe->reading.get(), F_SETFL, O_NONBLOCK) != 0)
    return system_error(errno, "read from", "a pipe");
  const Result<pid_t> pid = spawn(arguments, words->get(), pipe->writing.get(), STDERR_FILENO);
  if (!pid) return pid.error();
  return StartedChild{.pid = *pid, .output = std::move(pipe->reading)};
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
