#pragma once

#include "core/attest/trust_root.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

struct Timestamp {
  std::int64_t seconds = 0;  // since 1970
  std::string authority;     // SHA-256 of its first certificate: a root may name it several times
};
// When these bytes were stamped (RFC 3161), by an authority that the trust root had for that time;
// refused otherwise.
Timestamp check_timestamp(std::string_view bytes, std::string_view message,
                          const std::vector<Authority>& authorities);

}  // namespace prodparity::attest
