#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/guard.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  GuardStart start;
  std::string workspace;
  bool no_wait = false;
  bool setup_done = false;
};

Result<ExitCode> run(Options& options) {
  if (options.no_wait) options.start.patience = {};
  const Result<Started> started = ensure_daemon(options.start);
  if (!started) return started.error();
  if (options.no_wait) return ExitCode::clean;
  const AskOptions ask_options{.socket = options.start.socket};
  if (!options.workspace.empty()) {
    const Result<void> handed = hand_workspace(options.start, options.workspace);
    if (!handed) return handed.error();
  }
  if (const Result<void> handed = hand_environment(options.start.socket); !handed)
    return handed.error();
  if (options.setup_done) {
    const Result<nlohmann::json> answer = ask(ask_options, {.method = Method::setup_done});
    if (!answer) return answer.error();
  }
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.text("--socket", "PATH", options->start.socket, "Where the daemon listens");
  arguments.text("--config", "FILE", options->start.config,
                 "The dev container feature's configuration");
  arguments.text("--workspace", "DIR", options->workspace, "The folder of the project");
  arguments.flag("--setup", options->start.in_setup,
                 "The container's own set-up commands still run: quiet until they ended");
  arguments.flag("--setup-done", options->setup_done, "They ended: what comes from now on is told");
  arguments.flag("--no-wait", options->no_wait, "Do not wait until the daemon answers");
  return [options] { return run(*options); };
}

}  // namespace

const Command start_command = {
    .name = "start",
    .summary = "Start the daemon, if it does not run, as the dev container feature does",
    .examples =
        "  prodparity start\n"
        "  prodparity start --workspace /workspaces/api --setup-done\n",
    .declare = declare};

}  // namespace prodparity
