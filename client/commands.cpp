#include "client/commands/commands.h"

#include <array>
#include <span>

namespace prodparity {

std::span<const Command> commands() {
  static const std::array table = {check_command, diff_command, inventory_command, policy_command,
                                   read_reference_command};
  return table;
}

}  // namespace prodparity
