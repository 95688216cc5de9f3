#pragma once

#include "core/ecosystem.h"
#include "core/file_watch.h"
#include "core/settle.h"
#include "core/tracker.h"
#include "daemon/asio.h"
#include "daemon/attributor.h"
#include "daemon/hub.h"
#include "io/files.h"
#include "io/inotify.h"
#include "io/locks.h"
#include "io/rooted.h"
#include "io/scan.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace prodparity {

// Runs Tracker, Settle and Scanner: waits for inotify, asks them, does what they say, hands
// settled readings to the hub. All turns are synchronous: no other coroutine sees one half-done.
class WatchLoop {
 public:
  // `machine`: the machine's own root, for files outside of `root`.
  WatchLoop(asio::io_context& context, Rooted root, Rooted machine, std::unique_ptr<Files> files,
            Places places, Hub& hub, Attributor& attributor);

  void begin();  // watches, and the first reading
  awaitable<void> run();
  Millis now() const;  // of a steady clock
  void stop();         // run() then returns, no timer is left

  // A fresh reading as of now, for a peer. While a package manager is at work that the peer does
  // not run below, the state says changing and nothing is read.
  void rescan(int peer_pid);
  // The same without forgetting what was read of files that did not change since.
  void look_again(int peer_pid);
  void setup_done();
  void catch_up() { drain(); }  // what has happened until now is known, if it is settled
  // Files of the configuration, first said before begin(), since they take watches too.
  // `on_change` is called when one of them may have changed.
  void watch_files(const std::vector<std::string>& files);
  void on_files_changed(std::function<void()> on_change) { files_changed_ = std::move(on_change); }
  // Once for all who want it in the next moment: of a hundred hooks none waits for files.
  void publish_soon();
  void judge_again();  // what is compared with changed: as a change of what is installed

  // What is installed at this moment, whatever is half-way. It is not kept, as what was parsed is:
  // reading it again opens what changed.
  Inventory look();
  const Files& files() const { return *files_; }
  std::vector<std::string> asked() const;  // names that installs asked for (io/asked.h)
  WatchFigures figures() const;
  std::string debug() const;  // JSON

 private:
  void perform(SettleActions actions);
  void read(SettleActions& actions);
  void drain();
  bool take_events();
  bool update_watches();  // true: some were added, what was read may be older than they
  bool apply(TrackerActions& actions);
  bool add_watch(const std::string& folder);
  void arm(asio::steady_timer& timer, Millis delay, void (WatchLoop::*then)());
  void wake();
  void publish();
  void poll();
  void begin_polling(const std::string& why);
  void end_polling();
  void publish_warnings();
  void arm_files();
  void fail_watch(const std::string& folder, const Error& error);
  LockProbe probe_locks();

  asio::io_context& context_;
  Rooted root_;
  Rooted machine_;
  std::unique_ptr<Files> files_;
  Places places_;
  Hub& hub_;
  Attributor& attributor_;
  DpkgLocks locks_;
  Scanner scanner_;
  Tracker tracker_;
  FileWatch file_watch_;
  std::function<void()> files_changed_;
  Settle settle_;
  std::optional<Inotify> inotify_;
  asio::posix::stream_descriptor stream_;
  asio::steady_timer wake_timer_;
  asio::steady_timer poll_timer_;
  asio::steady_timer publish_timer_;
  ScanResult reading_;
  std::map<std::string, std::string, std::less<>> failures_;  // folder -> sentence
  std::vector<std::string> file_failures_;                    // sentences
  std::size_t beyond_ = 0;                                    // folders there is no watch for
  bool polling_ = false;
  bool publishes_soon_ = false;
  bool stopped_ = false;
};

}  // namespace prodparity
