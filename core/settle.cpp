#include "core/settle.h"

#include "core/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// A distribution being copied is complete when its bytes say so; events wake the reader. These
// only bound the case that no event comes: a first look again, ever rarer, and when to give a
// copy up as abandoned (it then stays in the verdict as half-way, and no longer holds up others).
constexpr Millis first_wait = 50;
constexpr Millis abandoned_after = 10'000;

constexpr std::size_t named_packages = 3;

}  // namespace

std::string_view to_string(SettleState value) {
  switch (value) {
    case SettleState::idle:
      return "idle";
    case SettleState::changing:
      return "changing";
    case SettleState::settled:
      return "settled";
    case SettleState::interrupted:
      return "interrupted";
    case SettleState::blind:
      return "blind";
  }
  return "idle";
}

Settle::Settle(std::uint64_t generation) {
  instant_.generation = generation;
}

SettleActions Settle::enter(SettleState state, std::string holder, std::string reason) {
  SettleActions actions;
  actions.publish =
      instant_.state != state || instant_.holder != holder || instant_.reason != reason;
  instant_.state = state;
  instant_.holder = std::move(holder);
  instant_.reason = std::move(reason);
  instant_.repair.clear();
  return actions;
}

SettleActions Settle::dirtied(Millis now) {
  dirty_ = true;
  pending_.reset();  // what was read may be from before the change
  last_change_ = now;
  copying_wait_ = first_wait;
  return {.probe_locks = true};
}

SettleActions Settle::on_change(Millis now) {
  return dirtied(now);
}

SettleActions Settle::on_overflow(Millis now) {
  return dirtied(now);
}

SettleActions Settle::on_lock_closed(Millis now) {
  // Letting go of the lock changes nothing by itself: where nothing is dirty, what was read holds.
  if (!dirty_ && (pending_ || instant_.state == SettleState::settled)) return {.probe_locks = true};
  return dirtied(now);
}

SettleActions Settle::on_forced(bool holder_asks, Millis now) {
  forced_ = holder_asks;
  return dirtied(now);
}

SettleActions Settle::on_probe(const LockProbe& probe, Millis now) {
  if (probe.kind == LockProbe::Kind::unknown) {
    pending_.reset();
    return enter(SettleState::blind, {}, probe.reason);
  }
  if (probe.kind == LockProbe::Kind::held && !forced_) {
    pending_.reset();
    dirty_ = true;  // whoever holds it is about to change something
    return enter(SettleState::changing, probe.holder, {});
  }
  if (pending_) return judge(*std::exchange(pending_, std::nullopt), probe, now);
  if (!dirty_) {
    if (instant_.state != SettleState::blind && instant_.state != SettleState::changing) return {};
    dirty_ = true;  // it could not be seen what happened meanwhile
  }
  dirty_ = false;
  SettleActions actions = enter(SettleState::changing, probe.holder, {});
  actions.publish = false;  // the reading follows at once
  actions.scan = true;
  return actions;
}

SettleActions Settle::on_reading(const ReadingSummary& reading, Millis) {
  pending_ = reading;
  return {.probe_locks = true};
}

SettleActions Settle::judge(const ReadingSummary& reading, const LockProbe& probe, Millis now) {
  forced_ = false;
  if (!reading.transitional.empty()) {
    if (probe.kind == LockProbe::Kind::held) {  // a forced reading: the holder goes on
      dirty_ = true;
      return enter(SettleState::changing, probe.holder, {});
    }
    SettleActions actions =
        enter(SettleState::interrupted, {},
              "a package manager was interrupted, half-way: " +
                  listed(reading.transitional, named_packages) + "; run: " + reading.repair);
    instant_.repair = reading.repair;
    actions.notice = actions.publish;
    return actions;
  }
  if (!reading.copying.empty() && now - last_change_ < abandoned_after) {
    SettleActions actions =
        enter(SettleState::changing, "copying " + listed(reading.copying, named_packages), {});
    dirty_ = true;
    actions.wake_at = now + copying_wait_;
    copying_wait_ = std::min(copying_wait_ * 2, abandoned_after);
    return actions;
  }
  ++instant_.generation;
  SettleActions actions = enter(SettleState::settled, {}, {});
  actions.publish = true;
  actions.believe = true;
  return actions;
}

SettleActions Settle::on_time(Millis) {
  return {.probe_locks = dirty_};
}

SettleActions Settle::on_watch_failures(std::vector<std::string> warnings) {
  const bool changed = warnings != instant_.warnings;
  instant_.warnings = std::move(warnings);
  return {.publish = changed};
}

}  // namespace prodparity
