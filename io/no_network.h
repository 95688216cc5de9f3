#pragma once

#include "core/result.h"

#include <optional>

namespace prodparity {

// From now on this process, and what it starts, makes no socket of any kind: seccomp(2), for good.
// Errors: io, where the kernel does not have it.
std::optional<Error> forbid_network();

}  // namespace prodparity
