#pragma once

#include "core/drift/finding.h"
#include "core/journal.h"
#include "core/plan_judgement.h"
#include "core/settle.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// What the daemon answers and tells, as JSON text (docs/PROTOCOL.md). Pure: values in, text out.
namespace prodparity {

// Who reads an answer: root types remedies without sudo.
enum class Reader { user, root };

// What is watched, for `status`.
struct WatchFigures {
  std::size_t watches = 0;
  std::size_t unwatched = 0;
  bool polling = false;
};

// What goes with every answer.
struct Standing {
  Instant instant;             // its warnings are all there are, also the daemon's own
  std::uint64_t sequence = 0;  // how far the journal is told with this answer
  Outcome outcome = Outcome::could_not_check;
};

// What the daemon knows of itself, for `status`.
struct DaemonFigures {
  std::string root;
  int pid = 0;
  std::string workspace;
  bool in_setup = false;
  bool enforce = false;
  bool wake_idle = false;
  std::size_t open = 0;                  // findings told, not resolved and not shipping
  GuardGaps guard_gaps;                  // of the session
  HookCalls hook_calls;                  // of coding agents
  ToldTimes told_at;                     // when they were last told something
  std::vector<std::string> environment;  // names of variables that were handed over
  std::vector<std::string> stale;        // files that the container is older than
  WatchFigures watching;
};

// Interrupted or blind: the drift last seen is still listed, "clean" is not said.
bool cannot_know(const Instant& instant);
Outcome outcome_at(const Instant& instant, const Verdict& verdict);
Gap gap_of(const Instant& instant);

// The verdict with those findings only that `keep` says, and no gaps.
Verdict part_of(const Verdict& verdict, const std::function<bool(const Finding&)>& keep);

// A result: what goes with every answer, then `members` (of a JSON object, without its braces).
std::string write_answer(const Standing& standing, std::string_view members);
std::string status_answer(const Standing& standing, const DaemonFigures& figures,
                          const Verdict& verdict);
std::string timeline_answer(const Standing& standing, const TimelinePart& part, Reader reader);
// What a plan would do (core/plan_judgement.h), ready to be sent: findings and ends as JSON text.
struct PlanAnswer {
  PlanDecision decision = PlanDecision::go_on;
  bool enforce = false;
  bool let_through = false;
  bool refused = false;
  std::string not_compared;
  std::size_t count = 0;  // of what appears, shown or not
  std::vector<std::string> appears;
  std::vector<std::string> ends;
};
std::string plan_answer(const Standing& standing, const PlanAnswer& answer);
std::string explain_answer(const Standing& standing, const Verdict& part);
std::string report_answer(const Standing& standing, int exit_code, std::string_view text);

// A notification with its line end.
std::string state_line(const Standing& standing);
// Entries of one kind, announced, resolved or shipping. Its cursor ends with the last of them: more
// may follow in messages that a kill stops.
std::string announced_line(Standing standing, const std::vector<JournalEntry>& entries,
                           std::string_view text);
std::string resolved_line(Standing standing, const std::vector<JournalEntry>& entries);
std::string shipping_line(Standing standing, const std::vector<JournalEntry>& entries);
// What a subscriber missed: entries of other kinds are left out, those of one kind told together.
std::vector<std::string> backlog_lines(Standing standing, const std::vector<JournalEntry>& entries);

}  // namespace prodparity
