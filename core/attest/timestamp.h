#pragma once

#include "core/attest/trust_root.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// A timestamp of these bytes (RFC 3161), by an authority that the trust root had for that time;
// refused otherwise.
struct Timestamp {
  std::int64_t seconds = 0;   // since 1970, UTC
  std::size_t authority = 0;  // which of the trust root's made it
};
Timestamp check_timestamp(std::string_view response, std::string_view message,
                          const std::vector<Authority>& authorities);

}  // namespace prodparity::attest
