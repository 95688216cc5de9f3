// Replays what inotify and the locks really said during runs of apt, dpkg and pip against Tracker
// and Settle. tests/fixtures/traces/: "watch WD FOLDER", "event WD MASK NAME"; after each read of
// the queue, what a reading would have found half-way at that moment ("transitional NAME (STATE)",
// "copying NAME") and "locks free|held WHO|unknown WHY".
#include "core/settle.h"
#include "core/text.h"
#include "core/tracker.h"
#include "tests/support/catch.h"
#include "tests/support/text_file.h"

#include <string>
#include <string_view>
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
    while (actions.probe_locks || actions.scan) {
      if (actions.scan) ++readings;
      actions = actions.scan ? settle.on_reading(reading, now) : settle.on_probe(probe, now);
      tell(actions);
      if (actions.believe) {
        CHECK(reading.transitional.empty());
        CHECK(reading.copying.empty());
      }
    }
    batch = {};
    reading = {};
    now += 1;
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

}  // namespace

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
