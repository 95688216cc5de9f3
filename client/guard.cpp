#include "client/guard.h"

#include "client/ask.h"
#include "client/connection.h"
#include "client/wait.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/session_environment.h"
#include "core/text.h"
#include "io/child.h"
#include "io/files.h"
#include "io/state_files.h"
#include "io/system_error.h"
#include "io/unique_fd.h"
#include "io/user_folders.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace prodparity {
namespace {

constexpr off_t log_bytes = 1024L * 1024;  // beyond it the log begins anew

bool answers(const std::string& socket) {
  return Connection::open(socket_paths(socket)).has_value();
}

Result<std::string> open_log_path() {
  const std::string folder = default_state_folder_of_user();
  const std::string run_folder = default_run_folder_of_user();
  if (folder.starts_with(run_folder + '/')) {  // on a read-only system: nobody else's, either
    if (const auto error = make_own_folder(run_folder, 0755)) return *error;
  }
  if (const auto error = make_own_folder(folder, 0755)) return *error;
  return folder + "/daemon.log";
}

Result<UniqueFd> open_log(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return system_error(errno, "open", path);
  struct stat status {};
  if (::fstat(fd.get(), &status) == 0 && status.st_size > log_bytes &&
      ::ftruncate(fd.get(), 0) != 0)
    return system_error(errno, "shorten", path);
  return fd;
}

// Detached from this terminal and its signals. Between fork and exec only async-signal-safe calls.
Result<pid_t> spawn_daemon(const GuardStart& start, int log_fd) {
  const std::string program = program_beside("prodparityd");
  std::vector<std::string> words = {program, "--config", start.config};
  if (start.in_setup) words.emplace_back("--setup");
  if (!start.socket.empty()) words.insert(words.end(), {"--socket", start.socket});
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing) return system_error(errno, "open", "/dev/null");
  const pid_t pid = ::fork();
  if (pid < 0) return system_error(errno, "start", program);
  if (pid > 0) return pid;
  ::setsid();
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(nothing.get(), STDOUT_FILENO);
  ::dup2(log_fd, STDERR_FILENO);
  [[maybe_unused]] const int moved =
      ::chdir("/");  // or it would keep a folder from being unmounted
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

// What it said last, since it was started.
std::string last_complaint(const std::string& path, std::size_t from) {
  const Result<std::string> bytes = read_own_file(path, limits::journal_bytes);
  std::string last = "'" + program_beside("prodparityd") + "' cannot be run, or said nothing";
  if (!bytes || bytes->size() <= from) return last;
  for_each_line(std::string_view(*bytes).substr(from), [&](std::string_view line, std::size_t) {
    if (!trim(line).empty()) last = trim(line);
  });
  return last;
}

// A daemon that is handed a workspace that it did not have begins anew: it does not answer for a
// moment, and what it cannot read there ends it.
Result<void> wait_for_workspace(const GuardStart& start, const std::string& workspace, pid_t pid) {
  bool taken = false;
  wait_until(start.patience, [&] {
    const Result<nlohmann::json> status = ask({.socket = start.socket}, {.method = Method::status});
    taken = status && text_at(*status, "workspace") == workspace;
    const bool gone = !status && ::kill(pid, 0) != 0 && errno == ESRCH;
    return taken || gone;
  });
  if (taken) return {};
  const Result<Started> again = ensure_daemon(start);  // says why, where it cannot
  if (!again) return again.error();
  return {};
}

std::size_t size_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

}  // namespace

Result<Started> ensure_daemon(const GuardStart& start) {
  if (answers(start.socket)) return Started::was_running;
  const Result<std::string> path = open_log_path();
  if (!path) return path.error();
  const Result<UniqueFd> log = open_log(*path);
  if (!log) return log.error();
  const std::size_t before = size_of(log->get());
  const Result<pid_t> pid = spawn_daemon(start, log->get());
  if (!pid) return pid.error();
  if (start.patience == std::chrono::milliseconds::zero()) return Started::now;

  bool answered = false;
  bool alive = true;
  wait_until(start.patience, [&] {
    answered = answers(start.socket);
    // Somebody else may have started one at the same moment: ours then ends, theirs answers.
    if (answered || !alive) return true;
    int status = 0;
    alive = ::waitpid(*pid, &status, WNOHANG) == 0;
    return false;
  });
  if (answered) return Started::now;
  return Error{
      .code = ErrorCode::unavailable,
      .message = alive ? "the guard was started and does not answer yet"
                       : "the guard does not run: " + printable(last_complaint(*path, before))};
}

Result<void> hand_workspace(const GuardStart& start, const std::string& workspace) {
  Request request{.method = Method::workspace};
  request.path = workspace;
  const Result<nlohmann::json> answer = ask({.socket = start.socket}, request);
  if (!answer) return answer.error();
  if (text_at(*answer, "workspace") == workspace) return {};
  return wait_for_workspace(start, workspace, static_cast<pid_t>(number_at(*answer, "pid")));
}

std::string project_of(const std::string& folder) {
  std::filesystem::path place = std::filesystem::path(folder).lexically_normal();
  if (!place.is_absolute()) return {};
  while (true) {
    for (const char* const name : {".devcontainer/devcontainer.json", ".devcontainer.json"}) {
      std::error_code error;
      if (std::filesystem::is_regular_file(place / name, error)) return place.string();
    }
    if (place == place.parent_path()) return {};
    place = place.parent_path();
  }
}

Result<void> hand_environment(const std::string& socket) {
  Request request{.method = Method::environment};
  for (const std::string_view name : session_variables) {
    const char* const value = std::getenv(std::string(name).c_str());
    if (value != nullptr && wrong_session_variable(name, value).empty())
      request.variables.emplace(name, value);
  }
  const Result<nlohmann::json> answer = ask({.socket = socket}, request);
  if (!answer) return answer.error();
  return {};
}

bool has_lifecycle() {
  const char* const home = std::getenv("HOME");
  if (home == nullptr) return false;
  for (const char* const folder : {"/.devcontainer", "/.vscode-server/data/Machine"}) {
    for (const char* const mark : {"/.onCreateCommandMarker", "/.postCreateCommandMarker"}) {
      std::error_code error;
      if (std::filesystem::exists(std::string(home) + folder + mark, error)) return true;
    }
  }
  return false;
}

}  // namespace prodparity
