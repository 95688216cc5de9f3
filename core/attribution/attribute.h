#pragma once

#include "core/attribution/attribution.h"
#include "core/attribution/process_chain.h"
#include "core/attribution/tool_windows.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A process that was seen at work, with those above it.
struct Sighting {
  enum class How {
    holder,  // it held the package manager's lock
    caller,  // the package manager's own hook called from below it
    scan,    // it ran as a folder of its ecosystem changed
  };
  How how = How::holder;
  ProcessKey process;
  Sighted seen;
  std::string ecosystem;  // whose packages it changes
  Millis from = 0;        // first and last seen, on the steady clock of the windows
  Millis until = 0;
};

// What changed, as far as it decides who did it.
struct ChangeSpan {
  std::string ecosystem;
  Millis from = 0;  // the first event since the last settled reading, and the last
  Millis until = 0;

  bool operator==(const ChangeSpan&) const = default;
};

// Which session's tool calls run below which program, where its environment does not say.
struct SessionProgram {
  AgentSession caller;
  ProcessKey program;
};

// What is known besides.
struct AttributionContext {
  std::vector<SessionProgram> programs;
  std::string logged_command;  // of the package manager's own log, redacted; empty: none matches
  AttributionMode mode = AttributionMode::agents;
};

// Who made a change: processes seen at work in its time tell before windows, which alone tell of an
// agent whose tool call ran, and where a process was seen that is surely below no agent they do
// not. Of several processes only what is true of each is told, and all are named (`others`). A
// person is told from an agent where each agent whose tool call ran has a program of its own, which
// types into no terminal. All that may have been it are named, at most limits::causes. Pure.
Attribution attribute(const ChangeSpan& span, std::span<const Sighting> sightings,
                      std::span<const ToolWindow> windows, const AttributionContext& context);

}  // namespace prodparity
