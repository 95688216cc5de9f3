#pragma once

#include "core/attest/policy.h"
#include "core/attest/refusal.h"
#include "core/attest/trust_root.h"
#include "core/attest/verified.h"
#include "core/byte_source.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace prodparity::attest {

using Annotations = std::map<std::string, std::string, std::less<>>;

// A layer of `sha256-HEX.att` as cosign before 3 writes it (cosign, specs/ATTESTATION_SPEC.md): a
// DSSE envelope, and beside it in the layer's annotations certificate, the log's promise and a
// timestamp; of one signed with a key none of them. Verified as a bundle is, but that
// - the log's promise stands for a proof (Verified::is_promise_only), and its entry is of these
//   very bytes;
// - the timestamp is of the whole layer, not of the signature;
// - any one of the envelope's signatures suffices.
// The annotations' chain is not looked at: anchors and intermediates come from the trust root.
// Read in one pass; in memory is its payload, decoded, once (`expected_bytes` as of a bundle).
Checked<Verified> verify_legacy(ByteSource& layer, const Annotations& annotations,
                                const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes = 0);
Checked<Verified> verify_legacy(std::string_view layer, const Annotations& annotations,
                                const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact);

}  // namespace prodparity::attest
