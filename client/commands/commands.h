#pragma once

#include "program/command.h"

namespace prodparity {

// `prodparity`. Never throws.
int run_client(int argc, const char* const* argv);

// Without the daemon.
extern const Command agents_command;
extern const Command bundle_command;
extern const Command check_command;
extern const Command diff_command;
extern const Command git_command;
extern const Command inventory_command;
extern const Command policy_command;
extern const Command read_reference_command;

// Of the program `prodparity-fetch`.
extern const Command fetch_command;
extern const Command trust_command;
extern const Command verify_bundle_command;

// Through the daemon.
extern const Command accept_command;
extern const Command apt_hook_command;
extern const Command debug_command;
extern const Command explain_command;
extern const Command findings_command;
extern const Command hook_command;
extern const Command mcp_command;
extern const Command production_command;
extern const Command plan_command;
extern const Command pre_push_command;
extern const Command prompt_command;
extern const Command start_command;
extern const Command reference_command;
extern const Command report_command;
extern const Command rescan_command;
extern const Command status_command;
extern const Command watch_command;

}  // namespace prodparity
