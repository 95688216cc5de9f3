#pragma once

#include "core/agent_cursors.h"

#include <string>
#include <vector>

namespace prodparity {

class Connection;

// Why an install that an agent is about to run (core/simple_install.h) is not to be run: `enforce`
// is "block" and a rule blocks what it would do, by its simulation, which is bounded in time, takes
// place in "/" and builds nothing: nobody has allowed the command yet. Empty: it may run; that is
// so wherever anything is in doubt.
std::string install_denial(Connection& daemon, const AgentSession& caller,
                           const std::vector<std::string>& command);

}  // namespace prodparity
