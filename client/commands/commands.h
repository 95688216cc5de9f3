#pragma once

#include "client/command.h"

namespace prodparity {

// Without the daemon.
extern const Command inventory_command;
extern const Command policy_command;

}  // namespace prodparity
