// Sequences of events against Tracker and Settle: three bytes an event (watch, mask, name).
#include "core/limits.h"
#include "core/settle.h"
#include "core/tracker.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  static const std::vector<std::string> folders = {"/var/lib/dpkg", "/var/lib/dpkg/updates",
                                                   "/var/lib/apt", "/w/.venv/lib/site-packages"};
  static const std::array<const char*, 8> names = {
      "lock", "status", "0001", "extended_states", "a-1.dist-info", "~a", ".venv", ""};
  Tracker tracker;
  Settle settle;
  int next_wd = 1;
  const auto obey = [&](const TrackerActions& actions) {
    for (const std::string& folder : actions.add_watches) {
      if (folder.size() > 4096) std::abort();
      if (next_wd % 5 == 0) {
        for (const std::string& parent : tracker.missing(folder).add_watches)
          tracker.watched(parent, ++next_wd);
      } else {
        tracker.watched(folder, ++next_wd);
      }
    }
  };
  obey(tracker.want(folders, "/w"));
  for (std::size_t i = 0; i + 2 < size && i < 3000; i += 3) {
    const TrackerActions actions =
        tracker.on_event({.wd = data[i] % 16,
                          .mask = std::uint32_t{1} << (data[i + 1] % 31U),
                          .name = names[data[i + 2] % names.size()]},
                         static_cast<Millis>(i));
    obey(actions);
    const auto now = static_cast<Millis>(i);
    SettleActions next;
    if (!actions.dirty.empty() || actions.overflow) next = settle.on_change(now);
    if (actions.lock_closed) next = settle.on_lock_closed(now);
    for (int turn = 0; turn < 8 && (next.scan || next.probe_locks); ++turn) {
      const unsigned luck = data[i + 2] >> 4U;
      const LockProbe probe{.kind = luck == 1   ? LockProbe::Kind::held
                                    : luck == 2 ? LockProbe::Kind::unknown
                                                : LockProbe::Kind::free};
      ReadingSummary reading;
      if (luck == 3) reading.transitional.emplace_back("x (unpacked)");
      if (luck == 4) reading.copying.emplace_back("x");
      next = next.scan ? settle.on_reading(reading, now) : settle.on_probe(probe, now);
      if (next.believe && (!reading.transitional.empty() || luck == 1 || luck == 2)) std::abort();
    }
    if (next.scan || next.probe_locks) std::abort();  // it must come to rest
    if (data[i] == 255) obey(tracker.want({folders[0]}, ""));
    if (data[i] == 254) obey(tracker.want(folders, "/w"));
  }
  if (tracker.raw_events().size() > limits::raw_events) std::abort();
  return 0;
}
