#pragma once

#include "client/command.h"

namespace prodparity {

// Without the daemon.
extern const Command check_command;
extern const Command diff_command;
extern const Command inventory_command;
extern const Command policy_command;
extern const Command read_reference_command;

}  // namespace prodparity
