#pragma once

#include "core/agent_cursors.h"

#include <string>

namespace prodparity {

// The coding agent that a process runs for, if any.
struct AgentCaller {
  AgentSession session;       // core/agent_marks.h; empty agent: none is known
  bool reads_stderr = false;  // what the process writes there is in the agent's tool result
};

// By the marks in the environment of `pid` and of the processes above it: sudo drops them, what
// stands above it keeps them. It is read of the agent's tool result only where this process still
// writes to what the tool's own shell was given, whose parent lives: not behind `>file` or `|
// tail`.
AgentCaller agent_caller(int pid);

// The agent below which `pid` runs: by those marks or, where there are none, by its program above
// it, as it is for what a person starts with `!` in its prompt too. Empty: none is known.
std::string agent_above(int pid);

}  // namespace prodparity
