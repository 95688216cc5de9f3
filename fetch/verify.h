#pragma once

#include "core/attest/choice.h"
#include "core/attest/verified.h"
#include "core/byte_source.h"
#include "core/reference.h"
#include "core/reference_trust.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace prodparity::fetch {

struct VerifyRequest {
  std::string asked;  // the reference as it was configured: what was fetched must be of it
  ReferenceTrust trust;
  std::string platform;                           // "linux/amd64"
  std::int64_t now = 0;                           // seconds since 1970
  std::optional<attest::SignerName> last_signer;  // of the last session
};

struct VerifiedReference {
  Reference reference;
  attest::SignerName signer;
  // Option and value that would pin the signer; empty where he is, or there is none.
  std::vector<std::pair<std::string, std::string>> pins;
};

// Which of what was fetched is production's SBOM, verified as the settings ask, and read. Reads the
// stream once, one part in memory; no network, no clock. Errors: not_found (no SBOM is there),
// unverified (there, and not believed), wrong_config (the settings), those of the stream and of
// reading the chosen SBOM.
Result<VerifiedReference> verify_material(ByteSource& material, const VerifyRequest& request);

}  // namespace prodparity::fetch
