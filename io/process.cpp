#include "io/process.h"

#include "core/limits.h"
#include "core/text.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr int deepest_tree = 1000;

std::string read_proc(int pid, const char* name) {
  std::ifstream file("/proc/" + std::to_string(pid) + '/' + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string command_line_of(int pid) {
  return read_proc(pid, "cmdline").substr(0, limits::command_line_bytes);
}

// proc(5), stat: "PID (COMM) STATE PPID"; COMM may hold spaces and parentheses.
int parent_of_process(int pid) {
  const std::string stat = read_proc(pid, "stat");
  const std::size_t end = stat.rfind(')');
  if (end == std::string::npos || end + 4 >= stat.size()) return 0;
  int parent = 0;
  std::from_chars(stat.data() + end + 4, stat.data() + stat.size(), parent);
  return parent;
}

std::string describe_process(int pid) {
  const std::string comm = read_proc(pid, "comm");
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

}  // namespace prodparity
