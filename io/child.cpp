#include "io/child.h"

#include "core/text.h"
#include "io/input_file.h"
#include "io/next_part.h"
#include "io/spawn.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t error_bytes = std::size_t{64} * 1024;

// Reads what is there; closes the end at its end.
void read_part(UniqueFd& fd, std::string& into) {
  if (read_next_part(fd.get(), into) <= 0) fd.reset();
}

std::string last_line(std::string_view text) {
  std::string last;
  for_each_line(text, [&](std::string_view line, std::size_t) {
    if (!trim(line).empty()) last = trim(line);
  });
  return last;
}

}  // namespace

Result<std::string> run_child(const std::vector<std::string>& arguments, std::size_t limit_bytes,
                              int timeout_seconds, std::string_view input) {
  const Result<UniqueFd> words = input_file(input);
  if (!words) return words.error();
  Result<Pipe> output = make_pipe();
  if (!output) return output.error();
  Result<Pipe> errors = make_pipe();
  if (!errors) return errors.error();
  const Result<pid_t> pid =
      spawn(arguments, words->get(), output->writing.get(), errors->writing.get());
  if (!pid) return pid.error();
  output->writing.reset();
  errors->writing.reset();

  const std::string name = "'" + arguments.front() + "'";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_seconds);
  std::string bytes, complaints;
  std::optional<Error> failure;
  while ((output->reading || errors->reading) && !failure) {
    std::array<pollfd, 2> ends = {{{.fd = output->reading.get(), .events = POLLIN, .revents = 0},
                                   {.fd = errors->reading.get(), .events = POLLIN, .revents = 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const int ready = left.count() > 0 ? ::poll(ends.data(), 2, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      failure = Error{.code = ErrorCode::timed_out, .message = name + " took too long"};
      break;
    }
    if (ends[0].revents != 0) read_part(output->reading, bytes);
    if (ends[1].revents != 0) read_part(errors->reading, complaints);
    if (bytes.size() > limit_bytes || complaints.size() > error_bytes)
      failure = Error{.code = ErrorCode::too_large, .message = name + " wrote too much"};
  }
  if (failure) ::kill(*pid, SIGKILL);
  int status = 0;
  while (::waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (failure) return *failure;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return bytes;
  const std::string said = last_line(trim(complaints).empty() ? bytes : complaints);
  return Error{.code = ErrorCode::io, .message = said.empty() ? name + " failed" : said};
}

std::string own_folder() {
  std::string path(4096, '\0');
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return path.substr(0, path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
}

std::string program_beside(std::string_view name) {
  const std::string folder = own_folder();
  for (const std::string_view place : {"/", "/../client/", "/../daemon/", "/../fetch/"}) {
    std::string path = fmt::format("{}{}{}", folder, place, name);
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return fmt::format("{}/{}", folder, name);
}

}  // namespace prodparity
