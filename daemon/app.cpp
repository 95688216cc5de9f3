#include "daemon/app.h"

#include "core/inventory_json.h"
#include "core/limits.h"
#include "daemon/clock.h"
#include "daemon/container_files.h"
#include "daemon/guard_settings.h"
#include "daemon/log.h"
#include "daemon/production_answer.h"
#include "io/places.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

namespace prodparity {
namespace {

constexpr std::chrono::minutes longest_setup{10};

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The daemon's own environment says something of the root it runs in, of no other.
PlacesHint hint_of(const Settings& settings) {
  PlacesHint hint{.workspace = settings.workspace, .home = {}, .environments = {}};
  if (settings.root == "/") {
    hint.home = environment("HOME");
    hint.environments = {environment("VIRTUAL_ENV"), environment("CONDA_PREFIX")};
  }
  return hint;
}

}  // namespace

App::App(asio::io_context& context, Settings settings)
    : context_(context),
      settings_(std::move(settings)),
      signals_(context),
      setup_timer_(context),
      server_(
          context,
          [this](const Request& request, const Peer& peer) { return answer(request, peer); },
          [](std::string_view text) { log::debug(text); }) {
  if (settings_.socket.empty())
    settings_.socket = settings_.run_folder + '/' + std::string(socket_name);
  server_.on_stop_request([this] { stop(); });
}

std::optional<Error> App::make_folders() {
  for (const std::string* const folder : {&settings_.run_folder, &settings_.state_folder}) {
    std::optional<Error> error = make_own_folder(*folder, 0755);
    if (!error) continue;
    // Another user's: root is told who runs there, and touches nothing.
    const std::string lock = *folder + (folder == &settings_.run_folder ? "/pid" : "/lock");
    const std::string holder = LockFile::holder(lock);
    if (holder.empty()) return error;
    return Error{.code = ErrorCode::busy,
                 .message = "prodparityd runs already, as another user: " + holder +
                            "; stop it first, or use other folders",
                 .path = *folder};
  }
  const std::string pid = std::to_string(::getpid()) + '\n';
  Result<LockFile> state = LockFile::take(settings_.state_folder + "/lock", {});
  if (!state) return state.error();
  state_lock_.emplace(*std::move(state));
  Result<LockFile> run = LockFile::take(settings_.run_folder + "/pid", pid);
  if (!run) return run.error();
  run_lock_.emplace(*std::move(run));
  return std::nullopt;
}

std::optional<Error> App::read_baseline() {
  if (settings_.baseline.empty()) return std::nullopt;
  const Result<std::string> baseline =
      read_own_file(settings_.baseline, limits::package_database_bytes);
  if (!baseline) return baseline.error();
  const Result<Inventory> inventory = read_inventory(*baseline, settings_.baseline);
  if (!inventory) return inventory.error();
  baseline_ = versions_of(*inventory);
  return std::nullopt;
}

Result<std::vector<std::string>> App::find_stale(const Files& files) const {
  if (!settings_.in_container || settings_.workspace.empty()) return std::vector<std::string>();
  return stale_container_files(files, settings_.workspace, settings_.state_folder);
}

// Reads again what changed of policy, references and build files, and journals it. True: to be
// judged anew.
bool App::reload_configuration() {
  const std::vector<ConfigurationChange> changes = configuration_->reload();
  for (const ConfigurationChange& change : changes)
    hub_->record(change.kind, change.data);
  if (!changes.empty()) hub_->forget_production();
  hub_->set_configuration_problem(configuration_->problem());
  const bool changed = configuration_->reload_ships() || !changes.empty();
  if (changed) watch_loop_->watch_files(configuration_->files());
  return changed;
}

// Remedies are those of an ordinary user; the hub takes sudo away for a peer that is root.
Verdict App::evaluate_now(const Inventory& inventory, const History& history) const {
  Verdict verdict =
      evaluate(inventory, configuration_->references(), configuration_->policy(), history,
               {.needs_sudo = true}, day_now(), configuration_->ships().shipments);
  const std::vector<Note>& unread = configuration_->ships().notes;
  verdict.notes.insert(verdict.notes.end(), unread.begin(), unread.end());
  const std::vector<Note> kept = configuration_->notes();
  verdict.notes.insert(verdict.notes.end(), kept.begin(), kept.end());
  const std::vector<Gap> gaps = configuration_->gaps();
  // "None is given" is not so where one was given and could not be read.
  if (!gaps.empty()) {
    std::erase_if(verdict.gaps, [](const Gap& gap) {
      return gap.kind == GapKind::no_reference && gap.reference.empty();
    });
  }
  verdict.gaps.insert(verdict.gaps.end(), gaps.begin(), gaps.end());
  verdict.gaps.insert(verdict.gaps.end(), standing_gaps_.begin(), standing_gaps_.end());
  return verdict;
}

std::optional<Error> App::start() {
  if (std::optional<Error> error = make_folders()) return error;
  Result<Rooted> root = Rooted::open(settings_.root, Resolution::kernel);
  if (!root) return root.error();
  Result<std::unique_ptr<Files>> files = open_root(settings_.root);
  if (!files) return files.error();
  Result<Rooted> machine = Rooted::open("/", Resolution::kernel);
  if (!machine) return machine.error();
  configuration_.emplace(ConfigurationPlace{.root = settings_.root,
                                            .workspace = settings_.workspace,
                                            .policy = settings_.policy,
                                            .references = settings_.references,
                                            .must_be_signed = must_be_signed(settings_.trust)},
                         **files);
  fetches_.emplace(
      context_,
      FetchPlace{.references = settings_.references,
                 .trust = settings_.trust,
                 .network = settings_.network,
                 .folder = settings_.state_folder + "/references",
                 .for_session = settings_.in_container},
      settings_.environments,
      [this](const std::string& name, const FetchOutcome& outcome) { on_fetched(name, outcome); });
  for (const auto& [name, outcome] : fetches_->from_cache())
    configuration_->set_fetched(name, outcome);
  if (std::optional<Error> error = configuration_->start()) return error;
  if (std::optional<Error> error = read_baseline()) return error;
  Result<JournalStore> journal = JournalStore::open(settings_.state_folder);
  if (!journal) return journal.error();
  const Result<std::vector<std::string>> stale = find_stale(**files);

  attributor_.emplace(settings_.attribution, settings_.root, **files);
  std::function<std::vector<Attributed>(const ChangedVersions&)> attribute;
  if (attributor_->is_on()) {
    attribute = [this](const ChangedVersions& changed) {
      return attributor_->attribute(changed, watch_loop_->now());
    };
  }
  hub_.emplace(
      HubSettings{.root = settings_.root,
                  .state_folder = settings_.state_folder,
                  .run_folder = settings_.run_folder,
                  .workspace = settings_.workspace,
                  .in_setup = settings_.in_setup,
                  .enforce = settings_.enforce,
                  .wake_idle = settings_.wake_idle_agents,
                  .handed_over = settings_.handed_over,
                  .baseline = std::move(baseline_),
                  .stale = stale ? *stale : std::vector<std::string>(),
                  .pid = ::getpid()},
      HubOutside{
          .evaluate = [this](const Inventory& inventory,
                             const History& history) { return evaluate_now(inventory, history); },
          .attribute = std::move(attribute),
          .asked = [this] { return watch_loop_->asked(); },
          .environment = [this] { return settings_.environments.names(); },
          .now = time_now,
          .production = [this] { return snapshot_production(configuration_->references()); },
          .tell = [this](const std::string& line) { server_.tell(line); },
          .warn = [](const std::string& text) { log::warn(text); },
          .publish_soon = [this] { watch_loop_->publish_soon(); }},
      *std::move(journal));
  if (!stale)
    hub_->note_problem("whether this container is older than its files is not known: " +
                       to_string(stale.error()));
  for (const ConfigurationChange& change : configuration_->at_start())
    hub_->record(change.kind, change.data);
  UsualPlaces found = usual_places(**files, hint_of(settings_));
  for (const Error& error : found.errors)
    standing_gaps_.push_back({.kind = GapKind::unread,
                              .ecosystem = "pypi",
                              .sentence = to_string(error),
                              .remedy = "run prodparityd with more rights",
                              .paths = {error.path}});
  watch_loop_.emplace(context_, *std::move(root), *std::move(machine), *std::move(files),
                      std::move(found.places), *hub_, *attributor_);
  watch_loop_->on_files_changed([this] {
    fetches_->refresh_changed_files();
    if (reload_configuration()) watch_loop_->judge_again();
  });
  if (std::optional<Error> error = server_.listen(settings_.socket)) return error;
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  watch_loop_->watch_files(configuration_->files());
  watch_loop_->begin();
  spawn("signals", stop_on_signal());
  spawn("accept", server_.accept_loop());
  spawn("watch", watch_loop_->run());
  if (hub_->in_setup()) spawn("setup", end_setup_at_last());
  fetches_->each([this](ReferenceFetch& fetch) { spawn("fetch", fetch.run()); });
  log::info("watching '" + settings_.root + "', listening on '" + settings_.socket + "'");
  return std::nullopt;
}

// The child wrote the compact Reference, or took it away; or nothing changed but how old it is.
void App::on_fetched(const std::string& name, const FetchOutcome& outcome) {
  configuration_->set_fetched(name, outcome);
  if (!outcome.problem.empty()) log::warn(outcome.problem);
  for (const std::string& warning : outcome.warnings)
    log::warn(warning);
  reload_configuration();
  watch_loop_->judge_again();
}

// A loop that must live as long as the daemon: one that dies takes the daemon down.
void App::spawn(std::string_view name, awaitable<void> loop) {
  asio::co_spawn(context_, std::move(loop), [this, name](const std::exception_ptr& failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      log::error(std::string(name) + ": " + error.what());
    }
    fail(daemon_exit::bug);
  });
}

awaitable<void> App::stop_on_signal() {
  if (stopped_) co_return;  // before this ever ran: cancel() had nothing to cancel
  error_code ec;
  co_await signals_.async_wait(or_error(ec));
  if (!ec) stop();
}

// Where nobody says that the container's set-up commands ended.
awaitable<void> App::end_setup_at_last() {
  if (stopped_) co_return;
  error_code ec;
  setup_timer_.expires_after(longest_setup);
  co_await setup_timer_.async_wait(or_error(ec));
  if (!ec && !stopped_) watch_loop_->setup_done();
}

void App::fail(int code) {
  exit_code_ = code;
  stop();
}

void App::stop() {
  if (std::exchange(stopped_, true)) return;
  error_code ignored;
  signals_.cancel(ignored);
  setup_timer_.cancel();
  if (watch_loop_) watch_loop_->stop();
  if (fetches_) fetches_->stop();
  server_.stop();
  // Handed over, and after a fault, the session goes on with the next one.
  const bool ends = exit_code_ == daemon_exit::stopped;
  if (hub_ && next_workspace_.empty())
    hub_->stop(ends ? Hub::Session::ends : Hub::Session::goes_on);
  if (run_lock_) run_lock_->remove();
}

}  // namespace prodparity
