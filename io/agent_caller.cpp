#include "io/agent_caller.h"

#include "core/agent_marks.h"
#include "core/attribution/agent_marks.h"
#include "core/attribution/process_chain.h"
#include "core/limits.h"
#include "io/process.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>

namespace prodparity {
namespace {

constexpr int deepest_tree = 100;

std::string environment_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/environ", std::ios::binary);
  std::string bytes(limits::environment_bytes, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// "pipe:[4711]", "/dev/pts/3"; empty where it cannot be told.
std::string target_of(int pid, int descriptor) {
  std::array<char, 4096> target{};
  const std::string path = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

AgentCaller agent_caller(int pid) {
  AgentCaller caller;
  int shell = 0;  // the uppermost process with the marks: the tool's own shell
  int at = pid;
  for (int depth = 0; at > 1 && depth < deepest_tree; ++depth, at = parent_of_process(at)) {
    const AgentSession found = agent_of_environment(environment_of(at));
    if (found.agent.empty()) continue;
    if (caller.session.agent.empty()) caller.session = found;
    if (found == caller.session) shell = at;
  }
  if (shell == 0 || parent_of_process(shell) <= 1) return caller;
  const std::string ours = target_of(pid, STDERR_FILENO);
  caller.reads_stderr =
      !ours.empty() && ours != "/dev/null" &&
      (ours == target_of(shell, STDERR_FILENO) || ours == target_of(shell, STDOUT_FILENO));
  return caller;
}

std::string agent_above(int pid) {
  std::string marked = agent_caller(pid).session.agent;
  if (!marked.empty()) return marked;
  const ProcessChain chain = read_process_chain(pid);
  for (const AgentMarks& agent : all_agent_marks()) {
    if (!agent.program.empty() && program_of(chain, agent.name).pid != 0)
      return std::string(agent.name);
  }
  return {};
}

}  // namespace prodparity
