#pragma once

#include "core/drift/policy.h"
#include "core/result.h"

#include <string_view>

namespace prodparity {

// The day that waivers are judged by: of `now` (RFC 3339, from --now) where it is given, else the
// clock's, UTC. Errors: wrong_usage.
Result<Date> today(std::string_view now);

}  // namespace prodparity
