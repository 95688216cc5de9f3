#include "client/commands/commands.h"

#include <array>
#include <span>

namespace prodparity {

std::span<const Command> commands() {
  static const std::array table = {inventory_command, policy_command};
  return table;
}

}  // namespace prodparity
