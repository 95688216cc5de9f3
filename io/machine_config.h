#pragma once

#include "core/guard_config.h"
#include "core/result.h"

namespace prodparity {

// The guard's own configuration (guard_config_path); where no guard was installed, what an empty
// one says: what is signed must verify. Errors: those of reading it.
Result<GuardConfig> config_of_machine();

}  // namespace prodparity
