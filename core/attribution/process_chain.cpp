#include "core/attribution/process_chain.h"

#include "core/attribution/agent_marks.h"
#include "core/attribution/package_command.h"
#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Processes = std::span<const ProcessView>;

constexpr std::size_t name_bytes = 64;
constexpr std::size_t names_shown = 4;

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Of an executable that may not be read, what it was called by.
std::string_view program_path(const ProcessView& process) {
  if (!process.executable.empty()) return process.executable;
  return process.arguments.empty() ? std::string_view() : process.arguments.front();
}

// The script that an interpreter of agents' programs runs; empty: it is none.
std::string_view script_of(const ProcessView& process) {
  constexpr std::array<std::string_view, 3> interpreters = {"node", "bun", "deno"};
  const std::string_view program = base_name(program_path(process));
  if (std::ranges::find(interpreters, program) == interpreters.end() &&
      !program.starts_with("python"))
    return {};
  const auto script = std::find_if(process.arguments.begin() + (process.arguments.empty() ? 0 : 1),
                                   process.arguments.end(),
                                   [](const auto& word) { return !word.starts_with('-'); });
  return script == process.arguments.end() ? std::string_view() : *script;
}

bool is_part_of(std::string_view path, std::string_view package) {
  // "node_modules/@openai/codex/bin", "node_modules/@openai/codex-linux-x64/..."
  const std::size_t at = package.empty() ? std::string_view::npos : path.find(package);
  return at != std::string_view::npos && at > 0 && path[at - 1] == '/';
}

bool is_program_of(const AgentMarks& agent, const ProcessView& process) {
  if (agent.program.empty()) return false;
  for (std::string_view path : {program_path(process), script_of(process)}) {
    if (is_part_of(path, agent.package)) return true;
    std::string_view name = base_name(path);
    for (const std::string_view suffix : {".js", ".mjs", ".py"}) {
      if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
    }
    if (name == agent.program) return true;
  }
  return false;
}

// A shell that somebody may be typing into: on a terminal, with no script and no -c.
bool is_interactive_shell(const ProcessView& process) {
  constexpr std::array<std::string_view, 10> shells = {"bash", "zsh", "fish", "sh",   "dash",
                                                       "ash",  "ksh", "mksh", "tcsh", "csh"};
  if (!process.has_terminal || process.arguments.empty()) return false;
  if (std::ranges::find(shells, base_name(program_path(process))) == shells.end()) {
    std::string_view called = base_name(process.arguments.front());
    while (called.starts_with('-'))
      called.remove_prefix(1);
    if (std::ranges::find(shells, called) == shells.end()) return false;
  }
  for (std::size_t i = 1; i < process.arguments.size(); ++i) {
    const std::string_view word = process.arguments[i];
    if (word == "--init-file" || word == "--rcfile" || word == "-o" || word == "-O") {
      ++i;
    } else if (!word.starts_with('-') && !word.starts_with('+')) {
      return false;
    } else if (!word.starts_with("--") && word.find('c') != std::string_view::npos) {
      return false;
    } else if (word == "--command" || word.starts_with("--command=")) {
      return false;
    }
  }
  return true;
}

// What runs another's command as another user. Nobody may read its environment, which is that of
// the process above it.
bool is_switch(const ProcessView& process) {
  constexpr std::array<std::string_view, 5> programs = {"sudo", "doas", "su", "runuser", "pkexec"};
  return std::ranges::find(programs, process.comm) != programs.end();
}

// What was found of one agent in a chain.
struct AgentInChain {
  const AgentMarks* agent = nullptr;
  std::optional<std::size_t> marked;    // the nearest process with a mark
  std::optional<std::size_t> sure;      // the nearest with a sure one
  std::optional<std::size_t> program;   // the nearest program of it
  std::optional<std::size_t> typed_at;  // an interactive shell with a mark
  std::string variable, session, tool_call;
};

class ChainReader {
 public:
  explicit ChainReader(const ProcessChain& chain) : chain_(chain), processes_(chain.processes) {
    for (const AgentMarks& agent : all_agent_marks())
      agents_.push_back({.agent = &agent});
    for (std::size_t i = 0; i < processes_.size(); ++i)
      take(i);
  }

  Sighted read() {
    if (processes_.empty()) return unknown(chain_.why_not + ", so nothing is known of it");
    if (const AgentInChain* const below = nearest_below_program()) return named({below}, below);
    std::vector<const AgentInChain*> marked = surely_marked();
    if (!marked.empty()) return named(std::move(marked), nullptr);
    return nobody();
  }

 private:
  void take(std::size_t i) {
    const ProcessView& process = processes_[i];
    const bool stood_for = is_switch(process) && i + 1 < processes_.size();
    if (!process.environment_known && !stood_for && !unread_) unread_ = i;
    if (!typed_ && is_interactive_shell(process)) typed_ = i;
    for (AgentInChain& found : agents_) {
      if (i > 0 && !found.program && is_program_of(*found.agent, process)) found.program = i;
    }
    for (const FoundMarks& marks : marks_in(process.environment)) {
      AgentInChain& found =
          agents_[static_cast<std::size_t>(marks.agent - all_agent_marks().data())];
      if (!found.marked) found.marked = i;
      if (marks.sure && !found.sure) found.sure = i;
      if (found.variable.empty() || (marks.sure && found.sure == i))
        found.variable = marks.variable;
      if (found.session.empty()) found.session = marks.session;
      if (found.tool_call.empty()) found.tool_call = marks.tool_call;
      if (!found.typed_at && is_interactive_shell(process)) found.typed_at = i;
    }
  }

  // Of agents that run each other, the one whose program is nearest and that left its marks.
  const AgentInChain* nearest_below_program() const {
    const AgentInChain* nearest = nullptr;
    for (const AgentInChain& found : agents_) {
      if (!found.program || !found.marked || *found.marked > *found.program) continue;
      if (nearest == nullptr || *found.program < *nearest->program) nearest = &found;
    }
    return nearest;
  }

  // Those with a sure mark that no shell has which a person may be typing into, the nearest first.
  std::vector<const AgentInChain*> surely_marked() const {
    std::vector<const AgentInChain*> found;
    for (const AgentInChain& agent : agents_) {
      if (agent.sure && !agent.typed_at) found.push_back(&agent);
    }
    std::ranges::stable_sort(
        found, [](const AgentInChain* a, const AgentInChain* b) { return *a->sure < *b->sure; });
    return found;
  }

  Sighted named(std::vector<const AgentInChain*> agents, const AgentInChain* below) {
    Sighted sighted;
    // What it was told to do stands below whoever told it.
    const std::size_t end = below != nullptr ? *below->program : first_above_work();
    const PackageCommand command = command_below(end, sighted);
    for (const AgentInChain* const found : agents) {
      Cause cause{.actor = Actor::agent,
                  .agent = std::string(found->agent->name),
                  .session = found->session,
                  .tool_call = found->tool_call,
                  .command = command.words};
      cause.evidence.push_back(describe(processes_[*found->marked]) + " has " + found->variable +
                               " in its environment");
      if (found->program) {
        cause.evidence.push_back(describe(processes_.front()) + " runs below " +
                                 describe(processes_[*found->program]) + ", a program of " +
                                 std::string(found->agent->title));
      } else {
        cause.evidence.emplace_back("no program of " + std::string(found->agent->title) +
                                    " is above it: it ended, or is not known by its name");
      }
      sighted.causes.push_back(std::move(cause));
    }
    if (below != nullptr) sighted.program = processes_[*below->program].key;
    return sighted;
  }

  Sighted nobody() {
    std::vector<std::string> doubts;
    for (const AgentInChain& found : agents_) {
      const std::string title(found.agent->title);
      if (found.typed_at)
        doubts.push_back(describe(processes_[*found.typed_at]) + " has " + found.variable + " of " +
                         title + " in its environment, and is a shell that a person may type into");
      else if (found.marked)
        doubts.push_back(
            describe(processes_[*found.marked]) + " has " + found.variable +
            " in its environment, which persons' terminals have too, and no program of " + title +
            " is above it");
      else if (found.program)
        doubts.push_back("a program called as that of " + title + " is above it, " +
                         describe(processes_[*found.program]) + ", without marks of it");
    }
    // What is above a shell whose environment was read gave it that.
    if (unread_ && (!typed_ || *unread_ < *typed_))
      doubts.push_back("the environment of " + describe(processes_[*unread_]) +
                       " may not be read: run prodparityd as root");
    if (!chain_.complete) doubts.push_back(chain_.why_not);
    if (!doubts.empty()) {
      Sighted sighted = unknown(doubts.front());
      sighted.causes.front().evidence = std::move(doubts);
      return sighted;
    }
    return typed_ ? person() : unrelated();
  }

  Sighted person() {
    Sighted sighted;
    Cause cause{.actor = Actor::person, .command = command_below(*typed_, sighted).words};
    cause.evidence = {describe(processes_.front()) +
                      " runs below an interactive shell on a terminal, " +
                      describe(processes_[*typed_]) + ", and no process has an agent's marks"};
    sighted.causes.push_back(std::move(cause));
    return sighted;
  }

  Sighted unrelated() {
    std::vector<std::string> names;
    for (const ProcessView& process : processes_)
      names.push_back(describe(process));
    Sighted sighted =
        unknown("no process has an agent's marks, and none is a shell on a terminal: " +
                listed(names, names_shown));
    sighted.speaks_against_agents = true;
    return sighted;
  }

  Sighted unknown(std::string evidence) {
    Sighted sighted;
    Cause cause{.command = command_below(first_above_work(), sighted).words};
    cause.evidence.push_back(std::move(evidence));
    sighted.causes.push_back(std::move(cause));
    return sighted;
  }

  std::size_t first_above_work() const { return typed_ ? *typed_ : processes_.size(); }

  // The outermost package manager below `end`: apt-get, not the dpkg it runs.
  PackageCommand command_below(std::size_t end, Sighted& sighted) const {
    PackageCommand outermost;
    for (std::size_t i = 0; i < std::min(end, processes_.size()); ++i) {
      PackageCommand command = package_command(processes_[i].arguments);
      if (command.empty()) continue;
      // What runs another ecosystem's is no package manager of it (`uv run`, a build).
      if (!outermost.empty() && command.ecosystem != outermost.ecosystem) break;
      outermost = std::move(command);
    }
    sighted.ecosystem = outermost.ecosystem;
    return outermost;
  }

  const ProcessChain& chain_;
  Processes processes_;
  std::vector<AgentInChain> agents_;  // as all_agent_marks()
  std::optional<std::size_t> typed_;  // the nearest interactive shell on a terminal
  std::optional<std::size_t> unread_;
};

}  // namespace

ProcessStat parse_process_stat(std::string_view text) {
  const std::size_t end = text.rfind(')');
  if (end == std::string_view::npos) return {};
  // Field 3, the state, is the first behind COMM.
  const std::vector<std::string_view> fields = split(trim(text.substr(end + 1)), ' ');
  const auto number = [&](std::size_t field) {
    std::int64_t value = 0;
    const std::string_view word = field - 3 < fields.size() ? fields[field - 3] : "";
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
  };
  return {.parent = static_cast<int>(number(4)),
          .has_terminal = number(7) != 0,
          .started = static_cast<std::uint64_t>(number(22))};
}

std::vector<std::string> parse_process_arguments(std::string_view text) {
  text = text.substr(0, limits::command_line_bytes);
  if (text.ends_with('\0')) text.remove_suffix(1);
  std::vector<std::string> arguments;
  if (text.empty()) return arguments;
  for (const std::string_view word : split(text, '\0'))
    arguments.emplace_back(word);
  return arguments;
}

Sighted read_chain(const ProcessChain& chain) {
  return ChainReader(chain).read();
}

ProcessKey program_of(const ProcessChain& chain, std::string_view agent) {
  const AgentMarks* const marks = find_agent_marks(agent);
  if (marks == nullptr) return {};
  for (const ProcessView& process : chain.processes) {
    if (is_program_of(*marks, process)) return process.key;
  }
  return {};
}

std::string describe(const ProcessView& process) {
  return printable(process.comm, name_bytes) + " (" + std::to_string(process.key.pid) + ')';
}

}  // namespace prodparity
