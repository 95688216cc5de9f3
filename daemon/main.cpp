#include "core/limits.h"
#include "core/reference_address.h"
#include "daemon/app.h"
#include "daemon/guard_settings.h"
#include "daemon/log.h"
#include "io/signed_file.h"
#include "io/state_files.h"
#include "io/user_folders.h"

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace prodparity;

// "NAME=FILE", or a file alone: "production".
ReferenceSetting reference_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || text.find('/') < equals)
    return {.name = "production", .path = text};
  return {.name = text.substr(0, equals), .path = text.substr(equals + 1)};
}

struct CommandLine {
  Settings settings;
  std::vector<std::string> references;
  std::string config;  // of the dev container feature
  std::string log_level;
};

void describe(CLI::App& options, CommandLine& line) {
  Settings& settings = line.settings;
  options.set_version_flag("--version", "prodparityd " PRODPARITY_VERSION);
  options.add_option("--root", settings.root, "the root filesystem to watch")
      ->check(CLI::ExistingDirectory);
  options.add_option("--workspace", settings.workspace,
                     "the workspace, inside the root: environments below it, its policy");
  options.add_option("--reference", line.references,
                     "NAME=FILE, may be given again: an SBOM of production, or where it is fetched "
                     "from (NAME: production)");
  options.add_option("--policy", settings.policy,
                     "policy file (WORKSPACE/.devcontainer/prodparity.json)");
  options.add_option("--baseline", settings.baseline,
                     "inventory of the image as it was built (prodparity inventory)");
  options.add_option("--state-folder,--state-dir", settings.state_folder, "where the journal is");
  options.add_option("--run-folder,--run-dir", settings.run_folder, "where the snapshot is");
  options.add_option("--socket", settings.socket, "where to listen (RUN_FOLDER/socket)");
  options.add_option("--config", line.config,
                     "the dev container feature's configuration (/etc/prodparity/config.json)");
  options.add_option("--log-level", line.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  options.add_flag("--setup", settings.in_setup,
                   "the container's own set-up commands still run: quiet until setup_done");
  options.footer(
      "Exit codes: 0 stopped, 2 wrong usage or configuration, 4 cannot start (another one runs "
      "already), 70 a bug.");
}

int run_once(App& app, asio::io_context& context) {
  if (const std::optional<Error> error = app.start()) {
    log::error(to_string(*error));
    app.fail(error->code == ErrorCode::wrong_config ? daemon_exit::wrong_usage
                                                    : daemon_exit::cannot_start);
    return app.exit_code();
  }
  context.run();
  app.stop();
  return app.exit_code();
}

// Begins anew, in the same session, as often as it is handed a workspace.
int run(const Settings& given, const GuardConfig* config) {
  std::signal(SIGPIPE, SIG_IGN);
  Settings settings = given;
  for (;;) {
    asio::io_context context(1);
    App app(context, config == nullptr ? settings : with_guard_config(settings, *config));
    const int code = run_once(app, context);
    if (code != daemon_exit::stopped || app.next_workspace().empty()) {
      if (code == daemon_exit::stopped) log::info("stopped");
      return code;
    }
    settings.workspace = app.next_workspace();
    settings.handed_over = true;
    settings.environments = app.environments();
  }
}

Result<GuardConfig> read_config(const std::string& path) {
  const Result<std::string> bytes = read_own_file(path, limits::config_bytes);
  if (!bytes) return bytes.error();
  return read_guard_config(*bytes, path);
}

// What is not on the command line is the user's default; paths no longer hang on the folder.
Settings completed(CommandLine& line) {
  Settings settings = std::move(line.settings);
  if (settings.run_folder.empty()) settings.run_folder = default_run_folder_of_user();
  if (settings.state_folder.empty()) settings.state_folder = default_state_folder_of_user();
  settings.run_folder = std::filesystem::absolute(settings.run_folder).lexically_normal();
  settings.state_folder = std::filesystem::absolute(settings.state_folder).lexically_normal();
  settings.root = std::filesystem::canonical(settings.root);
  for (const std::string& text : line.references) {
    ReferenceSetting given = reference_of(text);
    const bool is_address = is_fetched(reference_address(given.path));
    const auto fetched =
        is_address || has_signature(given.path)
            ? reference_setting(given.name, given.path, std::filesystem::current_path().string(),
                                settings.state_folder)
            : std::nullopt;
    settings.references.push_back(fetched.value_or(given));
  }
  return settings;
}

int run(CommandLine& line) {
  log::set_level(line.log_level.empty() ? "info" : line.log_level);
  if (line.config.empty()) return run(completed(line), nullptr);
  const Result<GuardConfig> config = read_config(line.config);
  if (!config) {
    log::error(to_string(config.error()));
    return daemon_exit::wrong_usage;
  }
  if (line.log_level.empty()) log::set_level(config->log_level);
  return run(completed(line), &*config);
}

}  // namespace

int main(int argc, char** argv) {
  // One thread: one arena; and what was large goes back to the system when it is freed.
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  try {
    CLI::App options("Watches what is installed and tells where it differs from production.");
    CommandLine line;
    describe(options, line);
    try {
      options.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int code = options.exit(error);
      return code == 0 ? daemon_exit::stopped : daemon_exit::wrong_usage;
    }
    return run(line);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "prodparityd: a bug: %s\n", error.what());
    return daemon_exit::bug;
  }
}
