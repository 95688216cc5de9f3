// Replays what inotify and the locks really said during runs of apt, dpkg and pip against Tracker
// and Settle. tests/fixtures/traces/: "watch WD FOLDER", "event WD MASK NAME"; after each read of
// the queue, what a reading would have found half-way at that moment ("transitional NAME (STATE)",
// "copying NAME") and "locks free|held WHO|unknown WHY". Those named live_* were recorded beside
// real runs (tests/e2e/lib/trace.py) and also hold when each turn was ("at MS"), a digest of all
// that the reading found ("reading"), and one of a fresh reading once all was over ("end").
#include "core/settle.h"
#include "core/text.h"
#include "core/tracker.h"
#include "tests/support/catch.h"
#include "tests/support/text_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Texts = std::vector<std::string>;

struct Replay {
  Tracker tracker;
  Settle settle;
  Texts folders;
  TrackerActions batch;
  ReadingSummary reading;
  Texts states;  // each told state once: "changing apt-get", "settled 1"
  std::size_t readings = 0;
  Millis now = 0;
  std::string digest;  // of the reading of this turn
  Texts believed;      // the digest of each reading that was believed
  std::string final_digest;
  ReadingSummary last_reading;
  std::optional<Millis> wake_at;
  Millis wait = 0;  // between the last turn of its own accord and the one before
  std::size_t wakes = 0;

  void tell(const SettleActions& actions) {
    if (!actions.publish) return;
    const Instant& instant = settle.instant();
    std::string text(to_string(instant.state));
    if (instant.state == SettleState::changing && !instant.holder.empty())
      text += ' ' + instant.holder;
    if (instant.state == SettleState::settled) text += ' ' + std::to_string(instant.generation);
    states.push_back(text);
  }

  // One turn of the daemon's loop with the locks as they were.
  void settle_batch(const LockProbe& probe) {
    SettleActions actions;
    if (batch.overflow) {
      actions = settle.on_overflow(now);
    } else if (!batch.dirty.empty()) {
      actions = settle.on_change(now);
    } else if (batch.lock_closed) {
      actions = settle.on_lock_closed(now);
    }
    if (actions.probe_locks) wait = 0;  // what a change begins waits for the first time
    if (!digest.empty() && settle.instant().state == SettleState::idle)
      actions = settle.on_change(now);  // as the daemon at its start
    perform(actions, probe);
    batch = {};
    last_reading = std::exchange(reading, {});
    now += 1;
  }

  void perform(SettleActions actions, const LockProbe& probe) {
    wake_at.reset();
    while (actions.probe_locks || actions.scan) {
      if (actions.scan) ++readings;
      actions = actions.scan ? settle.on_reading(reading, now) : settle.on_probe(probe, now);
      tell(actions);
      if (actions.wake_at) wake_at = actions.wake_at;
      if (actions.believe) {
        CHECK(probe.kind == LockProbe::Kind::free);
        CHECK(reading.transitional.empty());
        CHECK(reading.copying.empty());
        believed.push_back(digest);
      }
    }
  }

  // Up to the next turn nothing changed: what is woken by time finds what was there.
  void until(Millis next) {
    while (wake_at && *wake_at <= next) {
      CHECK(*wake_at - (now - (wait == 0 ? 1 : 0)) == (wait == 0 ? 50 : wait * 2));
      wait = wait == 0 ? 50 : wait * 2;
      now = *wake_at;
      ++wakes;
      reading = last_reading;
      perform(settle.on_time(now), {});
      reading = {};
    }
    now = next;
  }

  void line(std::string_view text) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    const std::string_view rest = space == std::string_view::npos ? "" : text.substr(space + 1);
    if (word == "watch") {
      const std::size_t end = rest.find(' ');
      folders.emplace_back(rest.substr(end + 1));
      static_cast<void>(tracker.want(folders, ""));
      tracker.watched(folders.back(), std::stoi(std::string(rest.substr(0, end))));
    } else if (word == "event") {
      const std::vector<std::string_view> parts = split(rest, ' ');
      const TrackerActions actions =
          tracker.on_event({.wd = std::stoi(std::string(parts.at(0))),
                            .mask = parse_mask(parts.at(1)),
                            .name = parts.size() > 2 ? std::string(parts[2]) : std::string()},
                           now);
      batch.dirty.insert(actions.dirty.begin(), actions.dirty.end());
      batch.lock_closed = batch.lock_closed || actions.lock_closed;
      batch.overflow = batch.overflow || actions.overflow;
    } else if (word == "at") {
      until(std::stoll(std::string(rest)));
    } else if (word == "reading") {
      digest = rest;
    } else if (word == "end") {
      final_digest = rest;
    } else if (word == "transitional") {
      reading.transitional.emplace_back(rest);
    } else if (word == "copying") {
      reading.copying.emplace_back(rest);
    } else if (word == "locks") {
      LockProbe probe;
      if (rest.starts_with("held "))
        probe = {.kind = LockProbe::Kind::held, .holder = std::string(rest.substr(5))};
      if (rest.starts_with("unknown "))
        probe = {.kind = LockProbe::Kind::unknown, .reason = std::string(rest.substr(8))};
      settle_batch(probe);
    }
  }
};

Replay replay(const std::string& name) {
  Replay result;
  for_each_line(test::fixture("traces/" + name),
                [&](std::string_view line, std::size_t) { result.line(line); });
  return result;
}

// What must be so after each recorded run: `expected` are the states told after the first reading.
Replay live_replay(const std::string& name) {
  INFO(name);
  Replay result = replay("live_" + name);
  REQUIRE(result.states.size() > 1);
  CHECK(result.states.front() == "settled 1");
  CHECK(result.settle.instant().state == SettleState::settled);
  CHECK_FALSE(result.settle.dirty());
  CHECK_FALSE(result.wake_at);
  // The end state is a fresh scan's; and no state of the middle of it was ever believed.
  REQUIRE_FALSE(result.believed.empty());
  CHECK(result.believed.back() == result.final_digest);
  return result;
}

}  // namespace

TEST_CASE("trace: a recorded run of apt or dpkg is believed as it began and as it ended") {
  for (const char* name : {"install", "upgrade", "downgrade", "remove", "purge", "dpkg_by_hand",
                           "apt_upgrade", "interrupted"}) {
    const Replay result = live_replay(name);
    INFO(name);
    Texts kinds = result.believed;
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    CHECK(kinds.size() == 2);
    CHECK(result.wakes == 0);
    REQUIRE(result.states.size() >= 3);
    CHECK(result.states[1].starts_with("changing "));
    // Between the kill and what puts it right there may have been no time to say so.
    const bool killed = std::string_view(name) == "interrupted" &&
                        (result.states[2] == "interrupted" || result.states[2] == "changing dpkg");
    CHECK((killed || result.states[2] == "settled 2"));
  }
}

TEST_CASE("trace: a recorded run of pip is believed whole at each step, and time wakes a copy") {
  const Replay result = live_replay("pip");
  CHECK(result.wakes >= 1);
  Texts kinds = result.believed;
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  CHECK(kinds.size() == 4);  // before, and after each of the three commands
}

TEST_CASE("trace: apt-get install is one change and one reading") {
  const Replay result = replay("apt_install");
  CHECK(result.states == Texts{"changing apt-get", "settled 1"});
  CHECK(result.readings == 1);
}

TEST_CASE("trace: dpkg -i by hand is one change and one reading") {
  const Replay result = replay("dpkg_install");
  CHECK(result.states == Texts{"changing dpkg", "settled 1"});
  CHECK(result.readings == 1);
}

TEST_CASE("trace: a killed dpkg is interrupted, then settled once it is put right") {
  const Replay result = replay("apt_killed");
  CHECK(result.states == Texts{"changing apt-get", "interrupted", "changing dpkg", "settled 1"});
}

TEST_CASE("trace: lost events are a whole reading") {
  const Replay result = replay("queue_overflow");
  CHECK(result.states == Texts{"settled 1"});
}

TEST_CASE("trace: pip is believed only with whole distributions") {
  const Replay result = replay("pip_install");
  REQUIRE_FALSE(result.states.empty());
  CHECK(result.settle.instant().state == SettleState::settled);
  // 1.0 is whole; pip's first look at the folder it will rename away; 2.0 is whole, twice.
  CHECK(result.settle.instant().generation <= 4);
}

TEST_CASE("trace: where the locks cannot be asked nothing is ever believed") {
  const Replay result = replay("lock_unreadable");
  CHECK(result.states == Texts{"blind"});
  CHECK(result.readings == 0);
}

}  // namespace prodparity
