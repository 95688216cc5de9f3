#pragma once

#include "core/drift/evaluate.h"
#include "core/ecosystem.h"
#include "core/result.h"
#include "core/session_environment.h"
#include "daemon/asio.h"
#include "daemon/attributor.h"
#include "daemon/configuration.h"
#include "daemon/hub.h"
#include "daemon/reference_fetches.h"
#include "daemon/server.h"
#include "daemon/watch_loop.h"
#include "io/state_files.h"

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// The daemon's exit codes.
namespace daemon_exit {
inline constexpr int stopped = 0, wrong_usage = 2, cannot_start = 4, bug = 70;
}

struct Settings {
  std::string root = "/";
  std::string workspace;                     // inside the root
  std::vector<ReferenceSetting> references;  // none: those that the policy file names
  ReferenceTrust trust;                      // of those that are fetched
  ReferenceNetwork network;                  // likewise
  std::string policy;    // empty: WORKSPACE/.devcontainer/prodparity.json inside the root
  std::string baseline;  // an inventory; empty: none
  std::string run_folder;
  std::string state_folder;
  std::string socket;  // empty: RUN_FOLDER/socket
  bool in_setup = false;
  bool handed_over = false;          // the same daemon begins anew, with a workspace
  SessionEnvironments environments;  // handed over before it began anew
  bool enforce = false;              // stop a plan that a rule blocks; warn where it is not set
  bool wake_idle_agents = false;     // what blocks wakes an agent's idle session
  AttributionMode attribution = AttributionMode::agents;
  bool in_container = false;  // a dev container's guard: it may be older than its files
};

// The composition root: reads the configuration, puts the parts together, runs them.
class App {
 public:
  App(asio::io_context& context, Settings settings);

  // Everything up to a listening socket and a first reading. Errors: busy, denied, io,
  // wrong_config.
  std::optional<Error> start();
  void stop();          // closes everything; the context's run() then returns by itself
  void fail(int code);  // stops; what comes next goes on with the session
  int exit_code() const { return exit_code_; }
  // After the loop ended: it is to begin anew in this workspace, in the same session.
  const std::string& next_workspace() const { return next_workspace_; }
  const SessionEnvironments& environments() const { return settings_.environments; }
  const std::string& socket_path() const { return settings_.socket; }

 private:
  std::optional<Error> make_folders();
  std::optional<Error> read_baseline();
  Result<std::vector<std::string>> find_stale(const Files& files) const;
  bool reload_configuration();
  Verdict evaluate_now(const Inventory& inventory, const History& history) const;
  Reply answer(const Request& request, const Peer& peer);
  Reply answer_plan(const Request& request, const Peer& peer);
  Reply answer_applied(const Peer& peer);
  Reply answer_privileged(const Request& request, const Peer& peer);
  Reply answer_production(const Request& request, Reader reader);
  Reply answer_workspace(const Request& request, const Peer& peer);
  Reply answer_hook(const Request& request, const Peer& peer);
  Reply answer_subscribe(const Request& request, const Peer& peer);
  Reply answer_environment(const Request& request, const Peer& peer);
  bool may_configure(const Peer& peer) const;
  awaitable<void> end_setup_at_last();
  void on_fetched(const std::string& name, const FetchOutcome& outcome);
  void spawn(std::string_view name, awaitable<void> loop);
  awaitable<void> stop_on_signal();

  asio::io_context& context_;
  Settings settings_;
  asio::signal_set signals_;
  asio::steady_timer setup_timer_;
  std::optional<LockFile> run_lock_;
  std::optional<LockFile> state_lock_;
  std::optional<Configuration> configuration_;
  Shared<VersionMap> baseline_;
  std::vector<Gap> standing_gaps_;  // as long as the daemon lives
  std::optional<Attributor> attributor_;
  std::optional<Hub> hub_;
  std::optional<WatchLoop> watch_loop_;
  std::optional<ReferenceFetches> fetches_;
  Server server_;
  int exit_code_ = daemon_exit::stopped;
  bool stopped_ = false;
  std::string next_workspace_;
};

}  // namespace prodparity
