#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The one truth about the instant: is the place settled, and which generation is true now? Every
// channel (socket, snapshot, hooks, report) asks this machine and only formats its answer.
namespace prodparity {

// Milliseconds of some steady clock; the caller's business which.
using Millis = std::int64_t;

enum class SettleState {
  idle,         // nothing was looked at yet
  changing,     // a package manager is at work, or something changed and is not yet read
  settled,      // what was read last is true
  interrupted,  // nobody is at work and packages are half-way: the reason has the command
  blind,        // it cannot be told whether somebody is at work
};
std::string_view to_string(SettleState value);

// What goes with every answer.
struct Instant {
  SettleState state = SettleState::idle;
  std::uint64_t generation = 0;  // of the last settled reading; never falls in a journal's life
  std::string holder;            // changing: who, "apt-get (4711)"; empty: not known
  std::string reason;            // interrupted, blind: a sentence with what to do
  std::string repair;            // interrupted: the command of that sentence alone
  std::vector<std::string> warnings;  // what cannot be watched; on every answer until it can

  bool operator==(const Instant&) const = default;
};

// What asking dpkg's lock-frontend and lock gave (io/locks.h).
struct LockProbe {
  enum class Kind { free, held, unknown };
  Kind kind = Kind::free;
  int pid = 0;         // held: by whom, 0: not known
  std::string holder;  // held: "apt-get (4711)"
  std::string reason;  // unknown: why

  bool operator==(const LockProbe&) const = default;
};

// What of a reading decides whether it may be believed.
struct ReadingSummary {
  std::vector<std::string> transitional;  // OS packages half-way: "libssl3 (unpacked)"
  std::vector<std::string> copying;       // distributions whose files are not all there yet
  std::string repair;  // the command that ends what is transitional (core/half_way.h)

  bool operator==(const ReadingSummary&) const = default;
};

struct SettleActions {
  bool probe_locks = false;  // ask the locks and say on_probe()
  bool scan = false;         // read everything dirty and say on_reading()
  bool publish = false;      // instant() changed: tell it
  bool believe = false;      // the reading last given is the truth of generation(): diff, announce
  bool notice = false;       // newly interrupted: one notice
  std::optional<Millis> wake_at;  // call on_time() then, unless something else happens before

  bool operator==(const SettleActions&) const = default;
};

// Pure: inputs in, actions out. A reading is of no one instant. It counts only when the locks were
// free before *and* after it, since a run may begin in the middle of it, and when nothing changed
// while it lasted: whoever runs this says what changed until now before every on_probe().
class Settle {
 public:
  // `generation` goes on from the journal's.
  explicit Settle(std::uint64_t generation = 0);

  SettleActions on_change(Millis now);       // a watched file that matters changed
  SettleActions on_lock_closed(Millis now);  // IN_CLOSE_WRITE on lock-frontend or lock
  SettleActions on_overflow(Millis now);     // events were lost: everything may have changed
  // Asked for a fresh reading "as of now". `holder_asks`: whoever asks runs below the lock's
  // holder (apt's Post-Invoke, 11 ms before it lets go), so the holder waits for the answer.
  SettleActions on_forced(bool holder_asks, Millis now);
  SettleActions on_probe(const LockProbe& probe, Millis now);
  SettleActions on_reading(const ReadingSummary& reading, Millis now);
  SettleActions on_time(Millis now);
  // What cannot be watched just now; an empty list: everything can.
  SettleActions on_watch_failures(std::vector<std::string> warnings);

  const Instant& instant() const { return instant_; }
  bool dirty() const { return dirty_; }

 private:
  SettleActions dirtied(Millis now);
  SettleActions judge(const ReadingSummary& reading, const LockProbe& probe, Millis now);
  SettleActions enter(SettleState state, std::string holder, std::string reason);

  Instant instant_;
  bool dirty_ = false;                     // something changed since the last reading began
  bool forced_ = false;                    // read even while the holder holds
  std::optional<ReadingSummary> pending_;  // read, not yet confirmed by a probe
  Millis last_change_ = 0;
  Millis copying_wait_ = 0;
};

}  // namespace prodparity
