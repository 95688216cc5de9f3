#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// How the processes that a coding agent starts can be told: variables it sets for them, and its own
// program above them. Any process of the same user can set the same: marks are claims.
struct AgentMarks {
  std::string_view name;   // as `prodparity hook --agent` has it
  std::string_view title;  // as people write it
  // The base name of its executable, or of the script that node or python runs; and a part of the
  // path of either. Empty: its program runs terminals for people too, and tells nothing.
  std::string_view program;
  std::string_view package;
  // "NAME" or "NAME=BEGINNING", separated by spaces; with a '?' at the end one that a person's
  // terminal in an editor may have as well.
  std::string_view marks;
  std::string_view session;    // variables that hold the session's id, the surest first
  std::string_view tool_call;  // the variable that holds the tool call's
};

// Who leaves another agent's marks beside its own comes first.
std::span<const AgentMarks> all_agent_marks();
const AgentMarks* find_agent_marks(std::string_view name);  // null: unknown
// "Claude Code"; the name itself, printable, where it is not known; "an agent" where there is none.
std::string agent_title(std::string_view name);

// One agent's marks in an environment.
struct FoundMarks {
  const AgentMarks* agent = nullptr;
  bool sure = false;      // not only in a person's terminal
  std::string variable;   // one that was found
  std::string session;    // empty: none, or none that can be one
  std::string tool_call;  // likewise

  bool operator==(const FoundMarks&) const = default;
};

// In the order of the table. `environment` is /proc/PID/environ: NAME=VALUE, each ended by a NUL
// byte. A variable that is empty, "0" or "false" marks nothing.
std::vector<FoundMarks> marks_in(std::string_view environment);

}  // namespace prodparity
