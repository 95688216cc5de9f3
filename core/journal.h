#pragma once

#include "core/agent_cursors.h"
#include "core/attribution/ledger.h"
#include "core/guard_gap.h"
#include "core/hook_calls.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The journal: what was found, when, and what was told of it. Append-only JSON lines, each with
// the SHA-256 of the line before it (docs/PROTOCOL.md, "The journal"). Pure: lines in and out; the
// daemon writes and fsyncs them before it tells anybody.
namespace prodparity {

enum class JournalKind {
  session_start,       // {"file", "sha256", "components"}: what was there
  setup_end,           // {"file", "sha256", "components"}: set-up commands ended
  session_end,         // {}: the daemon was stopped
  reference,           // {"name", "source", "sha256", "components"} or {"name", "error"}
  production_changed,  // {"name", "was", "now", "sentence"}: what is compared with is another one
  production_unknown,  // {"name", "sentence", "remedy"}: nothing is there to compare with, any more
  policy,              // {"source", "sha256"}, with "error" where the one before stays in force
  change,              // {"outcome", "findings", "gaps"}: a settled reading differed
  finding_announced,   // the finding
  resolved,            // {"id", "name"}
  shipping,            // {"id", "name", "path", "line", "why"}: this branch ships it
  interrupted,         // {"reason"}
  blind,               // {"reason"}
  gap,                 // {"kind", "since", "until", "sentence"}: nobody watched (core/guard_gap.h)
  attributed,  // {"attribution", "components"}: who made them so (core/attribution/ledger.h)
  told,        // {"agent", "session", "sequence"}: how far an agent's session was told
  plan,        // {"decision", "reason", "agent", "session", "names"}: what became of a plan
               // that a rule blocks
  rotated,     // first line of a new file: {"reason"}, and the old one's last hash
  carried,     // {"open": {ID: {"sequence", "fingerprint", ...}}}: open findings of the old file;
               // {"told": {"AGENT:SESSION": sequence}}: the agents' cursors;
               // {"told_at": {AGENT: time}}
};
std::string_view to_string(JournalKind value);
std::optional<JournalKind> parse_journal_kind(std::string_view text);
// A finding was announced, is gone, or ships, or production is another or not known: what is told
// of.
bool is_news(JournalKind kind);

struct JournalEntry {
  std::uint64_t sequence = 0;  // 1, 2, 3 ... over all files: the cursor of every reader
  JournalKind kind = JournalKind::change;
  std::uint64_t generation = 0;
  std::string time;         // RFC 3339, UTC
  std::string data = "{}";  // a JSON object as text

  bool operator==(const JournalEntry&) const = default;
};

// Some entries in their order.
struct TimelinePart {
  std::vector<JournalEntry> entries;
  bool more = false;        // after the last of these
  std::uint64_t first = 0;  // sequence of the oldest entry there is

  bool operator==(const TimelinePart&) const = default;
};

// The hash "before" the very first line.
inline constexpr std::string_view journal_genesis =
    "0000000000000000000000000000000000000000000000000000000000000000";

// Where a journal ends: all that is needed to write its next line.
struct JournalTail {
  std::uint64_t sequence = 0;  // of the last line
  std::string hash = std::string(journal_genesis);

  bool operator==(const JournalTail&) const = default;
};

// The next line, with '\n'; `tail` moves on behind it. entry.sequence is set here. Data that would
// pass limits::journal_line_bytes keeps what identifies it, and "cut": true.
std::string append_line(JournalTail& tail, JournalEntry& entry);

// What it is, without reading its data; a line of append_line().
std::optional<JournalKind> kind_of_line(std::string_view line);
// One line without its '\n', its place in the chain not looked at.
std::optional<JournalEntry> parse_journal_line(std::string_view line);

// Reads lines in order as far as the chain holds.
struct JournalReading {
  JournalTail tail;             // after the last good line
  std::size_t lines = 0;        // good ones
  std::size_t valid_bytes = 0;  // their length: what follows is to be cut off before appending
  bool torn = false;            // a last line without its end: written in part, never told
  std::size_t broken_line = 0;  // first line that does not follow from the one before; 0: none
  std::string broken_reason;

  bool operator==(const JournalReading&) const = default;
};
JournalReading read_journal(std::string_view bytes,
                            const std::function<void(const JournalEntry&)>& visit);

// What a restarted daemon must know.
struct OpenFinding {
  std::uint64_t sequence = 0;
  std::string fingerprint;  // announced again when it changes (core/announce.h)
  std::string reference;    // whose gaps, and which ecosystem's, keep it from being resolved
  std::string ecosystem;
  std::string name;       // untrusted
  std::string place;      // PyPI's folder: what could not be read elsewhere does not hide it
  bool shipping = false;  // told so; it is told again when it does not ship any more

  bool operator==(const OpenFinding&) const = default;
};
struct Recovered {
  std::map<std::string, OpenFinding, std::less<>> open;  // by finding id: told, not resolved
  std::uint64_t generation = 0;
  bool in_session = false;    // the last session was not ended: go on with it
  std::string session_start;  // data of the session's start, and of its setup's end
  std::string setup_end;
  std::string last_time;         // of the last entry
  GuardGaps guard_gaps;          // of the session
  AgentCursors told;             // how far agents' sessions were told
  ToldTimes told_at;             // when agents were last told something
  AttributionLedger attributed;  // of the session

  bool operator==(const Recovered&) const = default;
};
void recover(Recovered& recovered, const JournalEntry& entry);

// The first lines of a new file after `tail`: rotated, then what is carried over.
std::string rotated_lines(JournalTail& tail, const Recovered& recovered, std::string_view reason,
                          std::string_view time);

}  // namespace prodparity
