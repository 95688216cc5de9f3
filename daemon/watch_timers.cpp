// What the watch loop does later: a reading that must wait, a snapshot for many, polling where
// there is no inotify.
#include "daemon/watch_loop.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace prodparity {
namespace {

constexpr Millis poll_every = 2'000;
// What only refines the snapshot waits so long for more of it.
constexpr Millis publish_within = 50;

}  // namespace

void WatchLoop::arm(asio::steady_timer& timer, Millis delay, void (WatchLoop::*then)()) {
  timer.expires_after(std::chrono::milliseconds(std::max<Millis>(delay, 1)));
  timer.async_wait([this, then](error_code ec) {
    if (!ec && !stopped_) (this->*then)();
  });
}

void WatchLoop::wake() {
  perform(settle_.on_time(now()));
}

void WatchLoop::publish_soon() {
  if (stopped_ || std::exchange(publishes_soon_, true)) return;
  arm(publish_timer_, publish_within, &WatchLoop::publish);
}

void WatchLoop::publish() {
  publishes_soon_ = false;
  hub_.publish();
}

void WatchLoop::begin_polling(const std::string& why) {
  if (polling_ || stopped_) return;
  polling_ = true;
  hub_.note_guard_gap("polling", why + ": what comes and goes within two seconds is not seen",
                      true);
  arm(poll_timer_, poll_every, &WatchLoop::poll);
}

void WatchLoop::end_polling() {
  if (!polling_) return;
  polling_ = false;
  poll_timer_.cancel();
  hub_.end_guard_gap("polling");
}

// Where all is settled and nothing changed, nothing is told: the generation stays.
void WatchLoop::poll() {
  if (!polling_) return;
  arm(poll_timer_, poll_every, &WatchLoop::poll);
  if (settle_.instant().state == SettleState::settled && !settle_.dirty()) {
    reading_ = scanner_.scan({.places = places_});
    const bool changed = reading_.changed;
    const bool rewatched = update_watches();
    reading_ = {};
    ::malloc_trim(0);
    if (!changed && !rewatched) return;
  }
  perform(settle_.on_change(now()));
}

}  // namespace prodparity
