#pragma once

#include "core/attest/trust_root.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace prodparity::attest {

struct Timestamp {
  std::int64_t seconds = 0;   // since 1970
  std::size_t authority = 0;  // which of them
};
// When these bytes were stamped (RFC 3161), by an authority that the trust root had for that time;
// refused otherwise.
Timestamp check_timestamp(std::string_view bytes, std::string_view message,
                          const std::vector<Authority>& authorities);

}  // namespace prodparity::attest
