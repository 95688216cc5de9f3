#pragma once

#include "core/drift/policy.h"

#include <string>

namespace prodparity {

std::string time_now();  // RFC 3339 with milliseconds, UTC
Date day_now();          // UTC

}  // namespace prodparity
