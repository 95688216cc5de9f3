#include "client/commands/commands.h"

#include <array>

namespace prodparity {

int run_client(int argc, const char* const* argv) {
  static const std::array table = {
      status_command,     watch_command,     findings_command,      explain_command,
      production_command, reference_command, report_command,        rescan_command,
      check_command,      diff_command,      plan_command,          accept_command,
      inventory_command,  policy_command,    debug_command,         agents_command,
      git_command,        start_command,     hook_command,          apt_hook_command,
      pre_push_command,   prompt_command,    mcp_command,           fetch_command,
      bundle_command,     trust_command,     verify_bundle_command, read_reference_command};
  return run_program(
      {.name = "prodparity",
       .purpose =
           "Tells where a dev container differs from production, and the commands that end it.",
       .commands = table},
      argc, argv);
}

}  // namespace prodparity
