#include "io/process.h"

#include "core/attribution/package_command.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/unique_fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr int deepest_tree = 1000;
// Of a process that is becoming its program, which takes far less than all of them.
constexpr int most_looks = 20;
constexpr int looks_at_nothing = 3;  // until an empty environment is taken for one
constexpr std::chrono::microseconds between_looks{100};

// The file-system identity of another user, as long as it lives; of this thread alone. The kernel
// lets a process look into another of the same one.
class Identity {
 public:
  explicit Identity(const struct stat& owner) {
    ::setfsgid(owner.st_gid);
    ::setfsuid(owner.st_uid);
  }
  ~Identity() {
    ::setfsuid(::geteuid());
    ::setfsgid(::getegid());
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
};

// Calls `look`, and where it is refused to root once more as the process's owner.
template <class Look>
bool look_as_owner(const std::string& process_folder, Look look) {
  if (look()) return true;
  struct stat owner {};
  if (errno != EACCES || ::geteuid() != 0 || ::stat(process_folder.c_str(), &owner) != 0 ||
      owner.st_uid == 0)
    return false;
  const Identity identity(owner);
  return look();
}

// At most `limit` bytes and one more, by which a reader knows that there are more.
std::optional<std::string> read_bounded(const std::string& folder, const char* name,
                                        std::size_t limit) {
  UniqueFd fd;
  const std::string path = folder + '/' + name;
  const bool opened = look_as_owner(folder, [&] {
    fd.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return static_cast<bool>(fd);
  });
  if (!opened) return std::nullopt;
  std::string bytes(limit + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t part = ::read(fd.get(), bytes.data() + size, bytes.size() - size);
    if (part < 0) return std::nullopt;
    if (part == 0) break;
    size += static_cast<std::size_t>(part);
  }
  bytes.resize(size);
  return bytes;
}

// Empty also where the process ended between the opening and the reading (ESRCH): a stream would
// throw then.
std::string read_proc(int pid, const char* name, std::size_t limit) {
  std::string bytes =
      read_bounded("/proc/" + std::to_string(pid), name, limit).value_or(std::string());
  if (bytes.size() > limit) bytes.resize(limit);
  return bytes;
}

std::string executable_of(const std::string& folder) {
  std::array<char, 4096> target{};
  const std::string path = folder + "/exe";
  ssize_t size = -1;
  look_as_owner(folder, [&] {
    size = ::readlink(path.c_str(), target.data(), target.size());
    return size >= 0;
  });
  std::string executable(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  constexpr std::string_view replaced = " (deleted)";  // a program that was updated meanwhile
  if (executable.ends_with(replaced)) executable.resize(executable.size() - replaced.size());
  return executable;
}

struct Seen {
  ProcessView view;
  int parent = 0;
};

std::string name_of(const std::string& folder) {
  return std::string(trim(read_bounded(folder, "comm", limits::name_bytes).value_or("")));
}

// Its program, arguments and environment, one after the other.
void look_at_program(const std::string& folder, ProcessView& view) {
  view.comm = name_of(folder);
  view.executable = executable_of(folder);
  view.arguments = parse_process_arguments(
      read_bounded(folder, "cmdline", limits::command_line_bytes).value_or(""));
  std::optional<std::string> environment =
      read_bounded(folder, "environ", limits::environment_bytes);
  view.environment_known = environment && environment->size() <= limits::environment_bytes;
  view.environment = std::move(environment).value_or("");
}

// Between execve's replacing of a process's memory and its filling of it, there is neither an
// argument nor a variable: that is not a process that nobody marked. Nor is one that was looked at
// before and after it. One that has neither after all those looks is not known.
void look_at_settled_program(const std::string& folder, ProcessView& view) {
  look_at_program(folder, view);
  for (int again = 0; again < most_looks && !view.executable.empty(); ++again) {
    const bool filled =
        !view.arguments.empty() && (again > looks_at_nothing || !view.environment.empty());
    if (filled && view.comm == name_of(folder) && view.executable == executable_of(folder)) return;
    std::this_thread::sleep_for(between_looks);
    look_at_program(folder, view);
  }
  if (view.arguments.empty() && view.environment.empty()) view.environment_known = false;
}

// Nothing where it ended, or may not be seen at all.
std::optional<Seen> see(int pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const std::optional<std::string> stat = read_bounded(folder, "stat", limits::command_line_bytes);
  if (!stat || stat->empty()) return std::nullopt;
  const ProcessStat parsed = parse_process_stat(*stat);
  ProcessView view{.key = {.pid = pid, .started = parsed.started},
                   .has_terminal = parsed.has_terminal};
  look_at_settled_program(folder, view);
  // Whether it is still the same: numbers are given again.
  if (process_key(pid) != view.key) return std::nullopt;
  return Seen{.view = std::move(view), .parent = parsed.parent};
}

struct FolderCloser {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

bool is_same_root(const std::string& folder, const struct stat& root) {
  struct stat status {};
  const std::string path = folder + "/root/.";
  return look_as_owner(folder, [&] { return ::stat(path.c_str(), &status) == 0; }) &&
         status.st_dev == root.st_dev && status.st_ino == root.st_ino;
}

}  // namespace

std::string command_line_of(int pid) {
  return read_proc(pid, "cmdline", limits::command_line_bytes);
}

int parent_of_process(int pid) {
  return parse_process_stat(read_proc(pid, "stat", limits::command_line_bytes)).parent;
}

std::string describe_process(int pid) {
  const std::string comm = read_proc(pid, "comm", limits::name_bytes);
  const std::string_view name = trim(comm);
  if (name.empty()) return std::to_string(pid);
  return printable(name, 64) + " (" + std::to_string(pid) + ')';
}

bool is_below(int pid, int ancestor) {
  for (int depth = 0; pid > 0 && depth < deepest_tree; ++depth) {
    if (pid == ancestor) return true;
    pid = parent_of_process(pid);
  }
  return false;
}

ProcessKey process_key(int pid) {
  const std::string stat = read_proc(pid, "stat", limits::command_line_bytes);
  if (stat.empty()) return {};
  return {.pid = pid, .started = parse_process_stat(stat).started};
}

ProcessChain read_process_chain(int pid) {
  ProcessChain chain;
  if (pid <= 0) {
    chain.why_not = "the process is not to be seen from here (another container's, or hidden)";
    return chain;
  }
  while (chain.processes.size() < limits::ancestors) {
    std::optional<Seen> seen = see(pid);
    if (!seen) {
      chain.why_not = "process " + std::to_string(pid) + " ended before it was looked at";
      return chain;
    }
    pid = seen->parent;
    chain.processes.push_back(std::move(seen->view));
    chain.complete = pid == 0;
    if (chain.complete) return chain;
  }
  chain.why_not = "more than " + std::to_string(limits::ancestors) + " processes are above it";
  return chain;
}

std::vector<int> find_package_managers(const std::string& root, std::string_view ecosystem) {
  std::vector<int> found;
  struct stat status {};
  const std::unique_ptr<DIR, FolderCloser> proc(::opendir("/proc"));
  if (!proc || ::stat(root.c_str(), &status) != 0) return found;
  std::size_t looked_at = 0;
  while (const dirent* const entry = ::readdir(proc.get())) {
    const std::string_view name = entry->d_name;
    int pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (++looked_at > limits::processes_looked_at) break;
    const std::string folder = "/proc/" + std::string(name);
    const auto arguments = read_bounded(folder, "cmdline", limits::command_line_bytes);
    if (!arguments || arguments->empty()) continue;
    if (package_command(parse_process_arguments(*arguments)).ecosystem != ecosystem) continue;
    if (is_same_root(folder, status)) found.push_back(pid);
  }
  return found;
}

}  // namespace prodparity
