#pragma once

#include "core/attest/trust_root.h"

#include <openssl/types.h>

#include <cstdint>
#include <functional>
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

// The same of a message that is not at hand: its digest by the timestamp's hash.
using DigestBy = std::function<std::string(const EVP_MD* hash)>;
Timestamp check_timestamp(std::string_view bytes, const DigestBy& digest_by,
                          const std::vector<Authority>& authorities);
// That hash: SHA-256, SHA-384 or SHA-512; refused where it is none of them.
const EVP_MD* hash_of_timestamp(std::string_view bytes);

}  // namespace prodparity::attest
