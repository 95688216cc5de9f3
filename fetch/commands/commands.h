#pragma once

#include "program/command.h"

namespace prodparity::fetch {

// `prodparity-fetch`. Never throws.
int run_fetch(int argc, const char* const* argv);

extern const Command fetch_command;
extern const Command gather_command;
extern const Command order_command;
extern const Command trust_command;
extern const Command verify_bundle_command;

}  // namespace prodparity::fetch
