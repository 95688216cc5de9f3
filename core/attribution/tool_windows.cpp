#include "core/attribution/tool_windows.h"

#include "core/attribution/redact.h"
#include "core/limits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Phase = ToolEvent::Phase;

// From a command's end to its event: the agent's hook is a process that must start.
constexpr Millis hook_delay = 500;
// A background command of which nothing more is heard.
constexpr Millis longest_background = 3'600'000;

constexpr std::array<std::pair<Phase, std::string_view>, 7> phases = {{{Phase::none, "none"},
                                                                       {Phase::begin, "begin"},
                                                                       {Phase::end, "end"},
                                                                       {Phase::turn, "turn"},
                                                                       {Phase::stop, "stop"},
                                                                       {Phase::wake, "wake"},
                                                                       {Phase::over, "over"}}};

// The others say nothing of when anything began or ended.
bool tells_time(Phase phase) {
  return phase == Phase::begin || phase == Phase::end || phase == Phase::turn;
}

}  // namespace

std::string_view to_string(ToolEvent::Phase value) {
  for (const auto& [phase, word] : phases) {
    if (phase == value) return word;
  }
  return "none";
}

std::optional<ToolEvent::Phase> parse_tool_phase(std::string_view text) {
  for (const auto& [phase, word] : phases) {
    if (word == text) return phase;
  }
  return std::nullopt;
}

std::optional<Millis> ToolWindows::take(const AgentSession& caller, const ToolEvent& event,
                                        Millis now) {
  if (!tells_time(event.phase)) return std::nullopt;
  std::optional<Millis> news;
  if (event.phase == Phase::begin) {
    add({.caller = caller,
         .tool_call = event.tool_call,
         .command = redacted(event.command, limits::tool_command_bytes),
         .from = now});
  } else if (event.phase == Phase::end) {
    news = end(caller, event, now);
  } else {
    for (ToolWindow& window : windows_) {
      if (window.caller == caller && !window.until && !window.background) window.until = now;
    }
  }
  note(caller, now);
  return news;
}

std::optional<Millis> ToolWindows::end(const AgentSession& caller, const ToolEvent& event,
                                       Millis now) {
  if (ToolWindow* const open = open_window(caller, event)) {
    open->background = event.background;
    open->until = event.background ? now + longest_background : now;
    return std::nullopt;
  }
  const Millis previous = last_event(caller).value_or(now);
  ToolWindow window{.caller = caller,
                    .tool_call = event.tool_call,
                    .command = redacted(event.command, limits::tool_command_bytes),
                    .from = previous,
                    .until = event.background ? now + longest_background : now,
                    .opened = ToolWindow::Opened::at_previous_event,
                    .background = event.background};
  const Millis by_duration = now - event.duration.value_or(0) - hook_delay;
  if (event.duration && (by_duration > previous || !last_event(caller))) {
    window.from = by_duration;
    window.opened = ToolWindow::Opened::by_duration;
  }
  const Millis from = window.from;
  add(std::move(window));
  return from;
}

// The open one of this id; where the agent gives none, of this command, the oldest first.
ToolWindow* ToolWindows::open_window(const AgentSession& caller, const ToolEvent& event) {
  const std::string command = redacted(event.command, limits::tool_command_bytes);
  for (ToolWindow& window : windows_) {
    if (window.caller != caller || window.until || window.tool_call != event.tool_call) continue;
    if (!event.tool_call.empty() || window.command == command) return &window;
  }
  return nullptr;
}

void ToolWindows::close(const AgentSession& caller, Millis now) {
  for (ToolWindow& window : windows_) {
    if (window.caller == caller && (!window.until || *window.until > now)) window.until = now;
  }
}

std::vector<ToolWindow> ToolWindows::overlapping(Millis from, Millis until) const {
  std::vector<ToolWindow> found;
  std::ranges::copy_if(windows_, std::back_inserter(found), [&](const ToolWindow& window) {
    return window.from <= until && (!window.until || *window.until >= from);
  });
  std::ranges::stable_sort(found, {}, &ToolWindow::from);
  return found;
}

std::optional<Millis> ToolWindows::last_event(const AgentSession& caller) const {
  const auto found = std::ranges::find(last_events_, caller, &LastEvent::caller);
  return found == last_events_.end() ? std::nullopt : std::optional(found->at);
}

void ToolWindows::note(const AgentSession& caller, Millis now) {
  std::erase_if(last_events_, [&](const LastEvent& event) { return event.caller == caller; });
  if (last_events_.size() == limits::agent_sessions) last_events_.erase(last_events_.begin());
  last_events_.push_back({.caller = caller, .at = now});
}

void ToolWindows::add(ToolWindow window) {
  if (windows_.size() == limits::tool_windows) windows_.erase(windows_.begin());
  windows_.push_back(std::move(window));
}

}  // namespace prodparity
