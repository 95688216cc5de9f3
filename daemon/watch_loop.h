#pragma once

#include "core/ecosystem.h"
#include "core/settle.h"
#include "core/tracker.h"
#include "daemon/asio.h"
#include "daemon/hub.h"
#include "io/files.h"
#include "io/inotify.h"
#include "io/locks.h"
#include "io/rooted.h"
#include "io/scan.h"

#include <cstddef>
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
  WatchLoop(asio::io_context& context, Rooted root, std::unique_ptr<Files> files, Places places,
            Hub& hub);

  void begin();  // watches, and the first reading
  awaitable<void> run();
  void stop();  // run() then returns, no timer is left

  // A fresh reading as of now, for a peer. While a package manager is at work that the peer does
  // not run below, the state says changing and nothing is read.
  void rescan(int peer_pid);
  void setup_done();

  std::vector<std::string> asked() const;  // names that installs asked for (io/asked.h)
  WatchFigures figures() const;
  std::string debug() const;  // JSON

 private:
  void perform(SettleActions actions);
  void read(SettleActions& actions);
  void drain();
  bool update_watches();  // true: some were added, what was read may be older than they
  bool apply(TrackerActions& actions);
  bool add_watch(const std::string& folder);
  void arm(asio::steady_timer& timer, Millis delay, bool poll);
  void fail_watch(const std::string& folder, const Error& error);
  Millis now() const;

  asio::io_context& context_;
  Rooted root_;
  std::unique_ptr<Files> files_;
  Places places_;
  Hub& hub_;
  DpkgLocks locks_;
  Scanner scanner_;
  Tracker tracker_;
  Settle settle_;
  std::optional<Inotify> inotify_;
  asio::posix::stream_descriptor stream_;
  asio::steady_timer wake_timer_;
  asio::steady_timer poll_timer_;
  ScanResult reading_;
  std::map<std::string, std::string, std::less<>> failures_;  // folder -> sentence
  bool polling_ = false;
  bool stopped_ = false;
};

}  // namespace prodparity
