#pragma once

#include "client/connection.h"
#include "core/agent_cursors.h"

#include <string>

namespace prodparity {

// Waits until something that a rule blocks is new to this idle session of an agent; what to wake it
// with. Empty: nothing wakes it any more, since it is at work or over, somebody else waits for it,
// the daemon went away or wakes nobody, or nobody reads `output`. Nothing is polled.
std::string wait_for_block(Connection& daemon, const AgentSession& caller, int output);

}  // namespace prodparity
