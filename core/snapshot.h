#pragma once

#include "core/drift/finding.h"
#include "core/result.h"
#include "core/settle.h"

#include <cstdint>
#include <string>
#include <string_view>

// The daemon's state as one small world-readable file, for whoever may not open sockets (a shell
// prompt, a sandbox), and a twin with nothing but the sequence number and the state, for a shell's
// `read`.
namespace prodparity {

inline constexpr std::string_view snapshot_schema = "prodparity.snapshot/1";
inline constexpr std::string_view snapshot_name = "snapshot.json";
inline constexpr std::string_view sequence_name = "sequence";
inline constexpr std::size_t snapshot_findings = 32;  // the strictest; the rest is counted

// What production is, as `prodparity production` tells it without a name.
struct SnapshotProduction {
  std::string text;
  std::string answer;  // a prodparity.production/1 document; empty: no SBOM is known

  bool operator==(const SnapshotProduction&) const = default;
};

struct Snapshot {
  Instant instant;
  std::uint64_t sequence = 0;  // of the journal's last line
  Outcome outcome = Outcome::could_not_check;
  Counts counts;
  std::size_t live_block = 0;  // live findings, by shown tier
  std::size_t live_warn = 0;
  std::string text;      // ready to be shown, harmless on a terminal; may have several lines
  std::string findings;  // a JSON array of the strictest live ones (core/announce.h)
  SnapshotProduction production;

  bool operator==(const Snapshot&) const = default;
};

// Of a Verdict: the strictest live findings, cut to limits::snapshot_bytes. What is told of
// production is left out where it is longer than an eighth of that.
Snapshot make_snapshot(const Instant& instant, std::uint64_t sequence, const Verdict& verdict,
                       const SnapshotProduction& production = {});

std::string write_snapshot(const Snapshot& snapshot);
Result<Snapshot> read_snapshot(std::string_view bytes);
// "42 settled\n": the number and one word, the state, or `setup` while the container sets itself
// up. Whoever finds the line as it was knows that nothing happened since.
std::string write_sequence(std::uint64_t sequence, std::string_view word);
inline constexpr std::string_view setup_word = "setup";

// {"state","generation","holder","reason","warnings"}: the same words on every answer.
std::string instant_json(const Instant& instant);

}  // namespace prodparity
