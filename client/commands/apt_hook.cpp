#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/connection.h"
#include "client/input.h"
#include "client/plan_text.h"
#include "core/apt_plan.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/agent_caller.h"
#include "io/process.h"
#include "program/output.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

// A daemon that hangs holds apt up for so long, before and after; one that lives needs
// milliseconds.
constexpr Patience patience{.connect = std::chrono::milliseconds(500),
                            .answer = std::chrono::milliseconds(1'000)};
constexpr unsigned longest_seconds = 5;
constexpr int highest_ancestor = 8;

struct Options {
  AskOptions ask{.patience = patience};
  std::string stage;
};

void tell(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;  // apt goes on without it
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void tell_error(const Error& error, std::string_view what) {
  tell("prodparity: " + std::string(what) +
       " not compared with production: " + printable(to_string(error)) + '\n');
}

// Whether a daemon runs here, or was killed: one that was never started, as while an image is
// built, or was stopped, is not missed.
bool is_guarded(const Options& options) {
  const std::vector<std::string> paths = socket_paths(options.ask.socket);
  return std::ranges::any_of(paths, [](const std::string& path) {
    const std::string pid_file = std::string(parent_of(path)) + "/pid";
    return ::access(pid_file.c_str(), F_OK) == 0;
  });
}

// aptitude does not say what it was asked for; its own command line does.
std::vector<std::string> asked_of_ancestors() {
  int pid = ::getppid();
  for (int depth = 0; pid > 1 && depth < highest_ancestor; ++depth, pid = parent_of_process(pid)) {
    std::string line = command_line_of(pid);
    std::ranges::replace(line, '\0', ' ');
    std::string_view program = std::string_view(line).substr(0, line.find(' '));
    program.remove_prefix(program.rfind('/') + 1);
    if (program.starts_with("apt")) return asked_by(line);
  }
  return {};
}

// Before dpkg runs: the one place where apt can be stopped.
ExitCode before(const Options& options) {
  Result<AptRequest> said = parse_apt_plan(read_standard_input(limits::apt_plan_bytes));
  if (!said) {
    if (is_guarded(options)) tell_error(said.error(), "this run was");
    return ExitCode::clean;
  }
  if (said->other_root || said->plan.changes.empty()) return ExitCode::clean;
  if (said->command_line.empty()) said->plan.asked = asked_of_ancestors();
  const Result<json> answer = ask(options.ask, {.method = Method::plan,
                                                .caller = agent_caller(::getpid()).session,
                                                .planned = std::move(said->plan),
                                                .allow = std::move(said->allow)});
  if (!answer) {
    if (is_guarded(options)) tell_error(answer.error(), "this run is");
    return ExitCode::clean;
  }
  const bool stops = text_at(*answer, "decision") == "stop";
  tell(stops ? plan_stop(*answer) : plan_warning(*answer));
  return stops ? ExitCode::stopped : ExitCode::clean;
}

// After it. What hangs or is dead was said before apt began; before dpkg nobody asks.
ExitCode after(const Options& options, bool say_errors) {
  const Result<json> answer = ask(options.ask, {.method = Method::applied});
  if (!answer) {
    if (say_errors && is_guarded(options)) tell_error(answer.error(), "what dpkg did is");
    return ExitCode::clean;
  }
  const AppliedText applied = applied_text(*answer);
  if (applied.text.empty()) return ExitCode::clean;
  tell(applied.text);
  const AgentCaller caller = agent_caller(::getpid());
  if (caller.reads_stderr && !caller.session.agent.empty() && !applied.shown.empty())
    static_cast<void>(ask(
        options.ask, {.method = Method::seen, .caller = caller.session, .entries = applied.shown}));
  return ExitCode::clean;
}

Result<ExitCode> run(const Options& options) {
  // Whatever hangs, apt goes on.
  static_cast<void>(std::signal(SIGALRM, [](int) { ::_exit(0); }));
  ::alarm(longest_seconds);
  if (options.stage == "before") return before(options);
  return after(options, options.stage == "dpkg");
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("STAGE", options->stage, {"before", "after", "dpkg"},
                       "Where the package manager is: apt before dpkg runs (its plan on standard "
                       "input), apt at its end, dpkg at its end");
  arguments.text("--socket", "PATH", options->ask.socket, "Where the daemon listens");
  return [options] { return run(*options); };
}

}  // namespace

const Command apt_hook_command = {
    .name = "apt-hook",
    .summary = "Compare what apt is about to do, and what it did (apt's and dpkg's hooks)",
    .examples = "  prodparity apt-hook before < plan\n",
    .declare = declare,
    .internal = true,
    .fails_open = true};

}  // namespace prodparity
