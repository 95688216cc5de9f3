#include "daemon/watch_loop.h"

#include "core/half_way.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/asked.h"
#include "io/process.h"

#include <fcntl.h>
#include <malloc.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Each round of reading may find folders to watch, and then reads again.
constexpr int watch_rounds = 8;
// Where something changes during each reading, the loop turns after so many, and reads on later.
constexpr int readings_per_turn = 4;
constexpr Millis breath = 20;
constexpr std::string_view dpkg_folder = "/var/lib/dpkg";
// What cannot be watched is named one by one so far, then counted.
constexpr std::size_t named_failures = 3;
constexpr std::string_view polling_advice = "; it is looked at every two seconds instead";

void merge(TrackerActions& into, TrackerActions from) {
  into.dirty.merge(from.dirty);
  into.lock_closed = into.lock_closed || from.lock_closed;
  into.overflow = into.overflow || from.overflow;
  into.add_watches.insert(into.add_watches.end(), from.add_watches.begin(), from.add_watches.end());
  into.remove_watches.insert(into.remove_watches.end(), from.remove_watches.begin(),
                             from.remove_watches.end());
}

}  // namespace

WatchLoop::WatchLoop(asio::io_context& context, Rooted root, Rooted machine,
                     std::unique_ptr<Files> files, Places places, Hub& hub, Attributor& attributor)
    : context_(context),
      root_(std::move(root)),
      machine_(std::move(machine)),
      files_(std::move(files)),
      places_(std::move(places)),
      hub_(hub),
      attributor_(attributor),
      locks_(root_),
      scanner_(*files_),
      settle_(hub.generation()),
      stream_(context),
      wake_timer_(context),
      poll_timer_(context),
      publish_timer_(context) {}

Millis WatchLoop::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void WatchLoop::begin() {
  Result<Inotify> inotify = Inotify::create();
  if (inotify) {
    inotify_.emplace(*std::move(inotify));
    stream_.assign(::fcntl(inotify_->fd(), F_DUPFD_CLOEXEC, 0));
  } else {
    fail_watch("/", inotify.error());
  }
  arm_files();
  perform(settle_.on_change(now()));
}

awaitable<void> WatchLoop::run() {
  while (inotify_ && !stopped_) {
    error_code ec;
    co_await stream_.async_wait(asio::posix::stream_descriptor::wait_read, or_error(ec));
    if (ec || stopped_) co_return;
    drain();
  }
}

void WatchLoop::stop() {
  stopped_ = true;
  error_code ignored;
  stream_.close(ignored);
  wake_timer_.cancel();
  poll_timer_.cancel();
  publish_timer_.cancel();
}

void WatchLoop::drain() {
  if (take_events()) perform({.probe_locks = true});
}

// What the kernel has to tell until now goes to Settle. True: it matters.
bool WatchLoop::take_events() {
  if (!inotify_) return false;
  TrackerActions all;
  bool files_changed = false;
  for (const Event& event : inotify_->read()) {
    merge(all, tracker_.on_event(event, now()));
    files_changed = !file_watch_.on_event(event).empty() || files_changed;
  }
  for (const std::string& ecosystem : all.dirty)
    attributor_.on_change(ecosystem, now());
  if (files_changed) {
    arm_files();
    // Posted: a reading may be under way here.
    asio::post(context_, [this] {
      if (!stopped_ && files_changed_) files_changed_();
    });
  }
  const bool rewatched = apply(all);
  if (all.overflow) {
    tracker_.forget_all();  // an IN_IGNORED may be among what was lost
    hub_.note_guard_gap("events_lost",
                        "more changed at once than the kernel keeps events of: all was read "
                        "again, what came and went in between was not seen",
                        false);
    settle_.on_overflow(now());
  } else if (!all.dirty.empty() || rewatched) {
    settle_.on_change(now());
  } else if (all.lock_closed) {
    settle_.on_lock_closed(now());
  } else {
    return false;
  }
  return true;
}

void WatchLoop::perform(SettleActions actions) {
  for (int readings = 0; actions.scan || actions.probe_locks;) {
    if (actions.scan) {
      ++readings;
      read(actions);
      continue;
    }
    // A reading is of no one instant: it counts where nothing changed from before it until now.
    // Before the locks are probed: what is let go after that is told by an event yet to come.
    bool moving = take_events();
    if (polling_ && readings != 0 && reading_.changed) {
      settle_.on_change(now());
      moving = true;
    }
    // Who looks now, as a prompt does, is not to take what was true before for what is.
    if (moving && readings != 0 && settle_.dirty()) hub_.on_instant(settle_.instant());
    if (moving && readings >= readings_per_turn) {
      arm(wake_timer_, breath, &WatchLoop::wake);
      break;
    }
    actions = settle_.on_probe(probe_locks(), now());
    if (actions.wake_at) arm(wake_timer_, *actions.wake_at - now(), &WatchLoop::wake);
    if (actions.believe) {
      hub_.believe(settle_.instant(), reading_.inventory);
    } else if (actions.publish) {
      hub_.on_instant(settle_.instant());
    }
  }
  if (reading_.inventory.components.empty()) return;
  reading_ = {};
  ::malloc_trim(0);  // two weeks of a process are not to pay for the peak of one reading
}

// Who holds them is looked at now: it is gone when its doing is settled.
LockProbe WatchLoop::probe_locks() {
  LockProbe probe = locks_.probe();
  if (probe.kind == LockProbe::Kind::held) attributor_.on_holder(probe.pid, now());
  return probe;
}

// Reads until every folder that matters was watched before it was read.
void WatchLoop::read(SettleActions& actions) {
  for (int round = 0; round < watch_rounds; ++round) {
    reading_ = scanner_.scan({.places = places_});
    if (!update_watches()) break;
  }
  actions = settle_.on_reading(summary_of(reading_.inventory), now());
}

bool WatchLoop::update_watches() {
  std::vector<std::string> folders = reading_.watch;
  folders.emplace_back(dpkg_folder);
  for (const InTransition& component : reading_.inventory.in_transition) {
    if (component.ecosystem != "deb" && !component.evidence.path.empty())
      folders.emplace_back(parent_of(component.evidence.path));
  }
  const std::size_t taken = std::min(file_watch_.watch_count(), limits::watches);
  TrackerActions actions = tracker_.want(folders, places_.workspace, limits::watches - taken);
  beyond_ = actions.beyond.size();
  const bool added = apply(actions);
  std::erase_if(failures_, [&](const auto& failure) {
    return failure.first != "/" && std::find(actions.add_watches.begin(), actions.add_watches.end(),
                                             failure.first) == actions.add_watches.end();
  });
  publish_warnings();
  if (beyond_ != 0) begin_polling("not all folders are watched, the rest is looked at by turns");
  if (failures_.empty() && beyond_ == 0) end_polling();
  return added;
}

void WatchLoop::publish_warnings() {
  std::vector<std::string> warnings;
  for (const auto& [folder, sentence] : failures_) {
    if (warnings.size() < named_failures) warnings.push_back(sentence);
  }
  if (failures_.size() > named_failures)
    warnings.push_back("cannot watch " + std::to_string(failures_.size() - named_failures) +
                       " more folders" + std::string(polling_advice));
  if (beyond_ != 0)
    warnings.push_back(std::to_string(beyond_) + " folders more than the " +
                       std::to_string(limits::watches) +
                       " that are watched are looked at every two seconds");
  warnings.insert(warnings.end(), file_failures_.begin(), file_failures_.end());
  if (settle_.on_watch_failures(std::move(warnings)).publish) hub_.on_instant(settle_.instant());
}

// What a question saw first is told all the same: the next reading would find nothing changed.
Inventory WatchLoop::look() {
  ScanResult seen = scanner_.scan({.places = places_});
  if (seen.changed) {
    perform(settle_.on_change(now()));
    seen = scanner_.scan({.places = places_});
  }
  return std::move(seen.inventory);
}

void WatchLoop::watch_files(const std::vector<std::string>& files) {
  for (const int wd : file_watch_.want(files)) {
    if (inotify_ && !tracker_.uses(wd)) inotify_->remove(wd);
  }
  if (inotify_) arm_files();
}

void WatchLoop::arm_files() {
  file_failures_.clear();
  for (const std::string& file : file_watch_.unwatched()) {
    for (const std::string& folder : FileWatch::folders_of(file)) {
      const Result<int> wd =
          inotify_ ? inotify_->add(machine_, folder)
                   : Result<int>(Error{.code = ErrorCode::io, .message = "there is no inotify"});
      if (wd) {
        file_watch_.watched(file, folder, *wd);
        break;
      }
      if (wd.error().code == ErrorCode::not_found) continue;
      file_failures_.push_back("changes of '" + file + "' are not seen (" + wd.error().message +
                               "); after one run: prodparity rescan");
      break;
    }
  }
  publish_warnings();
}

void WatchLoop::judge_again() {
  perform(settle_.on_change(now()));
}

bool WatchLoop::apply(TrackerActions& actions) {
  if (!inotify_) return false;
  for (const int wd : actions.remove_watches) {
    if (!file_watch_.uses(wd)) inotify_->remove(wd);
  }
  bool added = false;
  for (const std::string& folder : actions.add_watches)
    added = add_watch(folder) || added;
  return added;
}

bool WatchLoop::add_watch(const std::string& folder) {
  if (!tracker_.may_watch()) {
    // Something just made is wanted, or beyond, after the reading that follows.
    if (tracker_.is_wanted(folder))
      fail_watch(folder, {.code = ErrorCode::too_large,
                          .message = "cannot watch '" + folder + "': " +
                                     std::to_string(limits::watches) + " folders are watched"});
    return false;
  }
  const Result<int> wd = inotify_->add(root_, folder);
  if (wd) {
    tracker_.watched(folder, *wd);
    failures_.erase(folder);
    return true;
  }
  if (wd.error().code == ErrorCode::not_found) {
    // A parent that stands in only waits for the folder: nothing read is older than it.
    for (const std::string& parent : tracker_.missing(folder).add_watches)
      static_cast<void>(add_watch(parent));
    return false;
  }
  fail_watch(folder, wd.error());
  return false;
}

void WatchLoop::fail_watch(const std::string& folder, const Error& error) {
  failures_[folder] = error.message + std::string(polling_advice);
  begin_polling(error.message);
}

void WatchLoop::rescan(int peer_pid) {
  scanner_ = Scanner(*files_);  // nothing remembered: what is on disk now
  look_again(peer_pid);
}

void WatchLoop::look_again(int peer_pid) {
  take_events();                             // what is new was there before it was said
  attributor_.note_caller(peer_pid, now());  // apt's Post-Invoke, where it is that
  const LockProbe probe = probe_locks();
  const bool holder_asks =
      probe.kind == LockProbe::Kind::held && probe.pid > 0 && is_below(peer_pid, probe.pid);
  perform(settle_.on_forced(holder_asks, now()));
}

void WatchLoop::setup_done() {
  if (!hub_.in_setup()) return;
  hub_.end_setup();
  perform(settle_.on_change(now()));
}

std::vector<std::string> WatchLoop::asked() const {
  return read_asked(*files_);
}

WatchFigures WatchLoop::figures() const {
  return {.watches = tracker_.watch_count() + file_watch_.watch_count(),
          .unwatched = failures_.size() + beyond_,
          .polling = polling_};
}

std::string WatchLoop::debug() const {
  nlohmann::json events = nlohmann::json::array();
  for (const RawEvent& raw : tracker_.raw_events()) {
    events.push_back({{"at_ms", raw.at},
                      {"folder", raw.folder},
                      {"mask", mask_text(raw.event.mask)},
                      {"name", raw.event.name},
                      {"wd", raw.event.wd}});
  }
  return dump_json({{"now_ms", now()},
                    {"state", to_string(settle_.instant().state)},
                    {"watches", tracker_.watch_count()},
                    {"events", events}});
}

}  // namespace prodparity
