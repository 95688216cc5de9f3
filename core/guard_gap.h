#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A time in which nobody, or somebody half-blind, watched: what came and went in it was not seen.
// (A Gap is something else: what could not be compared.)
struct GuardGap {
  std::string kind;   // "not_running", "events_lost", "polling"
  std::string since;  // RFC 3339
  std::string until;  // empty: it lasts
  std::string sentence;

  bool operator==(const GuardGap&) const = default;
};

// Data of a journal's `gap` entry. One that ends is written again, with the same kind and since.
std::string write_guard_gap(const GuardGap& gap);
std::optional<GuardGap> read_guard_gap(std::string_view data);

// The gaps of a session.
struct GuardGaps {
  std::size_t count = 0;
  std::vector<GuardGap> last;  // the latest of them, at most guard_gaps_kept

  void add(GuardGap gap);  // or the end of one
  bool operator==(const GuardGaps&) const = default;
};
inline constexpr std::size_t guard_gaps_kept = 16;

std::string write_guard_gaps(const GuardGaps& gaps);  // a JSON object
GuardGaps read_guard_gaps(std::string_view text);     // what is not one is none

// A daemon starts and its journal ends at `since`; `stopped`: on request, else it was killed.
GuardGap not_running(std::string_view since, std::string_view until, bool stopped);
// One sentence for a report; empty where there was none.
std::string guard_gaps_sentence(const GuardGaps& gaps);

}  // namespace prodparity
