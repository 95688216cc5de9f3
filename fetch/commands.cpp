#include "fetch/commands/commands.h"

#include <array>
#include <string_view>

namespace prodparity::fetch {

int run_fetch(int argc, const char* const* argv) {
  // Started in the place of `prodparity`, it goes by that name.
  const std::string_view called = argc > 0 ? argv[0] : "";
  const std::string_view name = called.substr(called.rfind('/') + 1);
  static const std::array table = {fetch_command, verify_bundle_command, trust_command,
                                   order_command, gather_command};
  return run_program(
      {.name = name == "prodparity" ? name : "prodparity-fetch",
       .purpose = "Fetches what production says of itself, and verifies whose word it is.",
       .commands = table},
      argc, argv);
}

}  // namespace prodparity::fetch
