#pragma once

#include "core/agent_cursors.h"
#include "core/settle.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What an agent's hook says of a tool's call: that it begins, or ended. All of it is a claim.
struct ToolEvent {
  enum class Phase {
    none,  // nothing is said of its time
    begin,
    end,
    turn,  // of the session's: calls of which no end was told are over
    stop,  // its turn would end now; what it began may go on
    wake,  // it is idle; who waits for it asks whether it is to be woken
    over,  // the session is; what it began may go on
  };
  Phase phase = Phase::none;
  std::string tool_call;           // empty: the agent gives calls no id
  std::string command;             // empty: it runs none
  std::optional<Millis> duration;  // end: how long it took, as the agent says
  bool background = false;         // end: what it runs goes on

  bool operator==(const ToolEvent&) const = default;
};
std::string_view to_string(ToolEvent::Phase value);
std::optional<ToolEvent::Phase> parse_tool_phase(std::string_view text);

// The time of one tool call, on a steady clock: set clocks do not move it.
struct ToolWindow {
  // How its beginning is known.
  enum class Opened { told, by_duration, at_previous_event };
  AgentSession caller;
  std::string tool_call;
  std::string command;  // redacted
  Millis from = 0;
  std::optional<Millis> until;  // absent: it lasts
  Opened opened = Opened::told;
  bool background = false;  // it ended, what it runs goes on

  bool operator==(const ToolWindow&) const = default;
};

// The tool calls of all agents' sessions, the newest limits::tool_windows.
class ToolWindows {
 public:
  // The beginning of a call whose time is known only now that it ended: what changed since then is
  // to be judged again.
  std::optional<Millis> take(const AgentSession& caller, const ToolEvent& event, Millis now);
  // A session's program ended: so did its calls.
  void close(const AgentSession& caller, Millis now);
  // Those that share a moment with [from, until], in the order they began.
  std::vector<ToolWindow> overlapping(Millis from, Millis until) const;
  std::size_t size() const { return windows_.size(); }

 private:
  struct LastEvent {
    AgentSession caller;
    Millis at = 0;
  };
  std::optional<Millis> end(const AgentSession& caller, const ToolEvent& event, Millis now);
  ToolWindow* open_window(const AgentSession& caller, const ToolEvent& event);
  std::optional<Millis> last_event(const AgentSession& caller) const;
  void note(const AgentSession& caller, Millis now);
  void add(ToolWindow window);

  std::vector<ToolWindow> windows_;
  std::vector<LastEvent> last_events_;
};

}  // namespace prodparity
