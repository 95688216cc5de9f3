#pragma once

#include "core/attest/trust_root.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// When these bytes were stamped (RFC 3161), in seconds since 1970, by an authority that the trust
// root had for that time; refused otherwise.
std::int64_t check_timestamp(std::string_view bytes, std::string_view message,
                             const std::vector<Authority>& authorities);

}  // namespace prodparity::attest
