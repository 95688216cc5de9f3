#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {

// Snappy's block format (google/snappy, format_description.txt), in which GitHub's storage keeps
// bundles. Errors: malformed, truncated, too_large where it says, or turns out, to be longer than
// `limit_bytes`.
Result<std::string> unpack_snappy(std::string_view packed, std::size_t limit_bytes);

}  // namespace prodparity
