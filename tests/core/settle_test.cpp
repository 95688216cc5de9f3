#include "core/settle.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

const LockProbe free_locks{};
const LockProbe held{.kind = LockProbe::Kind::held, .pid = 4711, .holder = "apt-get (4711)"};
const LockProbe unknown{.kind = LockProbe::Kind::unknown, .reason = "cannot read /proc/locks"};

// Drives one whole reading: change, free locks, `reading`, free locks.
SettleActions read_once(Settle& settle, const ReadingSummary& reading, Millis now = 0) {
  REQUIRE(settle.on_change(now).probe_locks);
  REQUIRE(settle.on_probe(free_locks, now).scan);
  REQUIRE(settle.on_reading(reading, now).probe_locks);
  return settle.on_probe(free_locks, now);
}

}  // namespace

TEST_CASE("settle: nothing looked at is idle, generation 0") {
  const Settle settle;
  CHECK(settle.instant() == Instant{});
}

TEST_CASE("settle: a reading counts only after the locks were free before and after it") {
  Settle settle(41);
  CHECK(settle.on_change(0) == SettleActions{.probe_locks = true});
  const SettleActions scan = settle.on_probe(free_locks, 0);
  CHECK(scan.scan);
  CHECK_FALSE(scan.believe);
  CHECK(settle.on_reading({}, 1) == SettleActions{.probe_locks = true});
  const SettleActions believed = settle.on_probe(free_locks, 1);
  CHECK(believed.believe);
  CHECK(believed.publish);
  CHECK(settle.instant().state == SettleState::settled);
  CHECK(settle.instant().generation == 42);
}

TEST_CASE("settle: a held lock is changing, and names the holder") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  const SettleActions actions = settle.on_probe(held, 0);
  CHECK(actions.publish);
  CHECK_FALSE(actions.scan);
  CHECK(settle.instant().state == SettleState::changing);
  CHECK(settle.instant().holder == "apt-get (4711)");
  CHECK_FALSE(settle.on_probe(held, 1).publish);  // told once
}

TEST_CASE("settle: a run that begins in the middle of a reading spoils it") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  static_cast<void>(settle.on_probe(free_locks, 0));
  static_cast<void>(settle.on_reading({}, 1));
  CHECK_FALSE(settle.on_probe(held, 1).believe);
  CHECK(settle.instant().generation == 0);
  static_cast<void>(settle.on_lock_closed(2));
  CHECK(settle.on_probe(free_locks, 2).scan);
}

TEST_CASE("settle: a change between reading and probe spoils the reading") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  static_cast<void>(settle.on_probe(free_locks, 0));
  static_cast<void>(settle.on_reading({}, 1));
  static_cast<void>(settle.on_change(1));
  const SettleActions actions = settle.on_probe(free_locks, 1);
  CHECK(actions.scan);
  CHECK_FALSE(actions.believe);
}

TEST_CASE("settle: half-way packages with free locks are interrupted, noticed once") {
  Settle settle;
  const ReadingSummary half{.transitional = {"libssl3 (unpacked)"},
                            .repair = "dpkg --configure -a"};
  const SettleActions first = read_once(settle, half);
  CHECK(first.notice);
  CHECK_FALSE(first.believe);
  CHECK(settle.instant().state == SettleState::interrupted);
  CHECK(settle.instant().reason.ends_with("; run: dpkg --configure -a"));
  CHECK(settle.instant().repair == "dpkg --configure -a");
  CHECK(settle.instant().reason.find("libssl3 (unpacked)") != std::string::npos);
  CHECK(settle.instant().generation == 0);
}

TEST_CASE("settle: the interrupted notice comes again only after something else was so") {
  Settle settle;
  const ReadingSummary half{.transitional = {"a (unpacked)"}};
  CHECK(read_once(settle, half).notice);
  CHECK(read_once(settle, {}).believe);
  CHECK(settle.instant().state == SettleState::settled);
  CHECK(settle.instant().repair.empty());
  CHECK(read_once(settle, half).notice);
}

TEST_CASE("settle: many half-way packages are named by three and counted") {
  Settle settle;
  read_once(settle, {.transitional = {"a", "b", "c", "d", "e"}});
  CHECK(settle.instant().reason.find("a, b, c and 2 more;") != std::string::npos);
}

TEST_CASE("settle: locks that cannot be asked are blind, and sight comes back by a reading") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  CHECK(settle.on_probe(unknown, 0).publish);
  CHECK(settle.instant().state == SettleState::blind);
  CHECK(settle.instant().reason == "cannot read /proc/locks");
  CHECK(settle.on_probe(free_locks, 1).scan);
  static_cast<void>(settle.on_reading({}, 1));
  CHECK(settle.on_probe(free_locks, 1).believe);
}

TEST_CASE("settle: blind between reading and probe does not believe the reading") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  static_cast<void>(settle.on_probe(free_locks, 0));
  static_cast<void>(settle.on_reading({}, 0));
  CHECK_FALSE(settle.on_probe(unknown, 0).believe);
  CHECK(settle.on_probe(free_locks, 1).scan);
}

TEST_CASE("settle: the lock opened and closed without any change reads nothing") {
  Settle settle;
  read_once(settle, {});
  CHECK(settle.on_lock_closed(5) == SettleActions{.probe_locks = true});
  CHECK(settle.on_probe(free_locks, 5) == SettleActions{});
  CHECK(settle.instant().generation == 1);
}

TEST_CASE("settle: a lock let go while it is read spoils nothing that did not change") {
  Settle settle;
  static_cast<void>(settle.on_change(0));
  static_cast<void>(settle.on_probe(free_locks, 0));
  static_cast<void>(settle.on_reading({}, 1));
  CHECK(settle.on_lock_closed(1) == SettleActions{.probe_locks = true});
  CHECK(settle.on_probe(free_locks, 1).believe);
}

TEST_CASE("settle: a distribution being copied is changing, looked at again ever more rarely") {
  Settle settle;
  const ReadingSummary copying{.copying = {"requests"}};
  const SettleActions first = read_once(settle, copying, 1000);
  CHECK_FALSE(first.believe);
  CHECK(first.wake_at == Millis{1050});
  CHECK(settle.instant().state == SettleState::changing);
  CHECK(settle.instant().holder == "copying requests");

  CHECK(settle.on_time(1050).probe_locks);
  CHECK(settle.on_probe(free_locks, 1050).scan);
  static_cast<void>(settle.on_reading(copying, 1050));
  CHECK(settle.on_probe(free_locks, 1050).wake_at == Millis{1150});
}

TEST_CASE("settle: a copy nobody goes on with for ten seconds holds up nothing") {
  Settle settle;
  const ReadingSummary copying{.copying = {"requests"}};
  read_once(settle, copying, 0);
  static_cast<void>(settle.on_time(9'999));
  static_cast<void>(settle.on_probe(free_locks, 9'999));
  static_cast<void>(settle.on_reading(copying, 9'999));
  CHECK_FALSE(settle.on_probe(free_locks, 9'999).believe);
  static_cast<void>(settle.on_time(10'000));
  static_cast<void>(settle.on_probe(free_locks, 10'000));
  static_cast<void>(settle.on_reading(copying, 10'000));
  CHECK(settle.on_probe(free_locks, 10'000).believe);
}

TEST_CASE("settle: who runs below the lock's holder is answered at once") {
  Settle settle;
  static_cast<void>(settle.on_forced(true, 0));
  CHECK(settle.on_probe(held, 0).scan);
  static_cast<void>(settle.on_reading({}, 0));
  CHECK(settle.on_probe(held, 0).believe);
  CHECK(settle.instant().state == SettleState::settled);
}

TEST_CASE("settle: a forced reading with half-way packages stays changing, it is no interruption") {
  Settle settle;
  static_cast<void>(settle.on_forced(true, 0));
  static_cast<void>(settle.on_probe(held, 0));
  static_cast<void>(settle.on_reading({.transitional = {"man-db (triggers-pending)"}}, 0));
  const SettleActions actions = settle.on_probe(held, 0);
  CHECK_FALSE(actions.believe);
  CHECK_FALSE(actions.notice);
  CHECK(settle.instant().state == SettleState::changing);
  CHECK(settle.instant().holder == "apt-get (4711)");
}

TEST_CASE("settle: a fresh reading asked for from outside waits for the holder") {
  Settle settle;
  static_cast<void>(settle.on_forced(false, 0));
  CHECK_FALSE(settle.on_probe(held, 0).scan);
  CHECK(settle.instant().state == SettleState::changing);
}

TEST_CASE("settle: what cannot be watched is on every answer until it can") {
  Settle settle;
  CHECK(settle.on_watch_failures({"cannot watch /x"}).publish);
  CHECK_FALSE(settle.on_watch_failures({"cannot watch /x"}).publish);
  read_once(settle, {});
  CHECK(settle.instant().warnings.size() == 1);
  CHECK(settle.on_watch_failures({}).publish);
  CHECK(settle.instant().warnings.empty());
}

TEST_CASE("settle: an overflow is a change of everything") {
  Settle settle;
  read_once(settle, {});
  CHECK(settle.on_overflow(1).probe_locks);
  CHECK(settle.on_probe(free_locks, 1).scan);
}

}  // namespace prodparity
