#include "client/commands/commands.h"

#include <array>
#include <span>

namespace prodparity {

std::span<const Command> commands() {
  static const std::array table = {
      status_command,     watch_command,  findings_command,      explain_command,
      production_command, report_command, rescan_command,        check_command,
      diff_command,       plan_command,   accept_command,        inventory_command,
      policy_command,     debug_command,  agents_command,        git_command,
      start_command,      hook_command,   apt_hook_command,      pre_push_command,
      prompt_command,     mcp_command,    read_reference_command};
  return table;
}

}  // namespace prodparity
