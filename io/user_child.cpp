#include "io/user_child.h"

#include "core/text.h"
#include "io/input_file.h"
#include "io/spawn.h"
#include "io/state_files.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string>
#include <utility>

namespace prodparity {
namespace {

constexpr std::size_t error_bytes = std::size_t{64} * 1024;
constexpr std::size_t passwd_bytes = std::size_t{1024} * 1024;
constexpr int cannot_start = 127;
constexpr int signalled = 128;

// The group of a user by /etc/passwd (getpwuid would load libraries into a static program); the
// user's own number where it says nothing.
gid_t group_of(uid_t user) {
  const Result<std::string> passwd = read_own_file("/etc/passwd", passwd_bytes);
  if (!passwd) return user;
  const std::string wanted = std::to_string(user);
  for (const std::string_view line : split(*passwd, '\n')) {
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.size() < 4 || fields[2] != wanted) continue;
    gid_t group = user;
    std::from_chars(fields[3].data(), fields[3].data() + fields[3].size(), group);
    return group;
  }
  return user;
}

// What the child needs, made before the fork: between fork and exec nothing may allocate.
struct Prepared {
  std::vector<char*> arguments;
  std::vector<std::string> variables;
  std::vector<char*> environment;
  std::optional<uid_t> user;
  gid_t group = 0;
  int input = -1, output = -1, errors = -1;
  rlimit largest{};
};

[[noreturn]] void become(const Prepared& child) {
  ::setpgid(0, 0);
  const bool is_ready =
      (!child.user ||
       (::setgroups(0, nullptr) == 0 && ::setresgid(child.group, child.group, child.group) == 0 &&
        ::setresuid(*child.user, *child.user, *child.user) == 0)) &&
      ::dup2(child.input, STDIN_FILENO) >= 0 && ::dup2(child.output, STDOUT_FILENO) >= 0 &&
      ::dup2(child.errors, STDERR_FILENO) >= 0 && ::setrlimit(RLIMIT_FSIZE, &child.largest) == 0 &&
      // Behind the change of user, which takes it away.
      ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
  if (is_ready) ::execve(child.arguments.front(), child.arguments.data(), child.environment.data());
  ::_exit(cannot_start);
}

Prepared prepared(const UserChild& child) {
  Prepared result;
  for (const std::string& argument : child.arguments)
    result.arguments.push_back(const_cast<char*>(argument.c_str()));
  result.arguments.push_back(nullptr);
  if (child.environment) {
    for (const auto& [name, value] : *child.environment)
      result.variables.push_back(fmt::format("{}={}", name, value));
    for (std::string& variable : result.variables)
      result.environment.push_back(variable.data());
  } else {
    for (char** variable = environ; *variable != nullptr; ++variable)
      result.environment.push_back(*variable);
  }
  result.environment.push_back(nullptr);
  if (child.user && *child.user != ::geteuid()) {
    result.user = child.user;
    result.group = group_of(*child.user);
  }
  result.output = child.output;
  result.largest = {.rlim_cur = child.output_bytes, .rlim_max = child.output_bytes};
  return result;
}

// Until the child closed its standard error; false: it took too long.
Result<bool> read_errors(const UniqueFd& errors, std::chrono::milliseconds patience,
                         std::string& text) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = errors.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return system_error(errno, "wait for", "a program");
    if (ready == 0) return false;
    const ssize_t size = ::read(errors.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return true;
    const std::size_t room = error_bytes - text.size();
    text.append(buffer.data(), std::min(room, static_cast<std::size_t>(size)));
  }
}

}  // namespace

Result<UserChildEnd> run_user_child(const UserChild& child) {
  const Result<UniqueFd> input = input_file(child.input);
  if (!input) return input.error();
  Result<Pipe> errors = make_pipe();
  if (!errors) return errors.error();
  Prepared words = prepared(child);
  words.input = input->get();
  words.errors = errors->writing.get();
  const pid_t pid = ::fork();
  if (pid < 0) return system_error(errno, "start", child.arguments.front());
  if (pid == 0) become(words);
  ::setpgid(pid, pid);  // whichever of the two comes first
  errors->writing.reset();

  UserChildEnd end;
  const Result<bool> ended = read_errors(errors->reading, child.patience, end.errors);
  if (!ended || !*ended) ::kill(-pid, SIGKILL);
  // What it started and left goes with it. Its group's number is nobody else's until it is reaped.
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  const std::string& name = child.arguments.front();
  if (!ended) return ended.error();
  if (!*ended)
    return Error{
        .code = ErrorCode::timed_out,
        .message = fmt::format("'{}' took more than {} s", name, child.patience.count() / 1000)};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
    return Error{.code = ErrorCode::too_large,
                 .message = fmt::format("'{}' wrote more than {} bytes", name, child.output_bytes)};
  end.status = WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
  if (end.status == cannot_start && end.errors.empty())
    return Error{.code = ErrorCode::io, .message = fmt::format("'{}' cannot be started", name)};
  return end;
}

}  // namespace prodparity
