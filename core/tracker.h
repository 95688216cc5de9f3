#pragma once

#include "core/limits.h"
#include "core/settle.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// One inotify event as the kernel gave it (inotify(7)).
struct Event {
  int wd = -1;
  std::uint32_t mask = 0;
  std::uint32_t cookie = 0;
  std::string name;  // untrusted; empty: the watched folder itself

  bool operator==(const Event&) const = default;
};

// The kernel's bits, which are its ABI: the core includes no system header. io/inotify.cpp holds
// them against <sys/inotify.h>.
namespace inotify_mask {
inline constexpr std::uint32_t attrib = 0x4, close_write = 0x8, moved_from = 0x40, moved_to = 0x80,
                               create = 0x100, remove = 0x200, delete_self = 0x400,
                               move_self = 0x800, unmount = 0x2000, overflow = 0x4000,
                               ignored = 0x8000, is_folder = 0x40000000;
// IN_OPEN and IN_ACCESS are not among them: our own reading would feed us.
inline constexpr std::uint32_t wanted =
    close_write | moved_from | moved_to | create | remove | delete_self | move_self;
}  // namespace inotify_mask

// "CREATE|ISDIR", for `debug` and recorded traces; the reverse gives 0 for unknown words.
std::string mask_text(std::uint32_t mask);
std::uint32_t parse_mask(std::string_view text);

struct TrackerActions {
  std::set<std::string> dirty;           // ecosystems whose units may have changed
  bool lock_closed = false;              // lock-frontend or lock was closed after writing
  bool overflow = false;                 // events were lost: read everything, watch all anew
  std::vector<std::string> add_watches;  // folders; say watched() or failed() for each
  std::vector<int> remove_watches;
  std::vector<std::string> beyond;  // want(): folders there is no watch for, to be polled

  bool operator==(const TrackerActions&) const = default;
};

struct RawEvent {
  Millis at = 0;
  std::string folder;
  Event event;
};

// Translates inotify events into what became dirty and which watches to change. Pure: knows watch
// descriptors and paths as it was told, touches none. Paths are absolute inside the root.
class Tracker {
 public:
  // The folders that matter (ScanResult::watch) and the workspace. Returns which to add and
  // remove; called after every scan. Where there are more than `most` watches allow, dpkg's and
  // apt's come first, then the workspace, then where Python looks, last the workspace's other
  // folders; the rest is `beyond`.
  TrackerActions want(const std::vector<std::string>& folders, std::string_view workspace,
                      std::size_t most = limits::watches);
  // Whether one more may be added: stand-ins and folders just made come on top of what is wanted.
  bool may_watch() const { return folders_.size() < most_; }
  bool is_wanted(std::string_view folder) const { return wanted_.contains(folder); }
  bool uses(int wd) const { return folders_.contains(wd); }
  void watched(std::string_view folder, int wd);
  // `folder` is not there: its nearest parent stands in until it appears.
  TrackerActions missing(std::string_view folder);
  void forget_all();  // the inotify instance is gone (overflow on a broken one, re-made)

  TrackerActions on_event(const Event& event, Millis now);

  std::size_t watch_count() const { return folders_.size(); }
  const std::deque<RawEvent>& raw_events() const { return raw_events_; }

 private:
  void on_named(const Event& event, const std::string& folder, TrackerActions& actions) const;
  void on_stand_in(const Event& event, const std::string& folder, TrackerActions& actions) const;
  void on_gone(const Event& event, TrackerActions& actions);

  std::map<int, std::string> folders_;                   // watch descriptor -> folder
  std::map<std::string, int, std::less<>> descriptors_;  // the other way round
  std::set<std::string, std::less<>> wanted_;
  std::size_t most_ = limits::watches;
  // parent that stands in -> the wanted folders below it
  std::map<std::string, std::set<std::string>, std::less<>> stand_ins_;
  std::string workspace_;
  std::deque<RawEvent> raw_events_;
};

}  // namespace prodparity
