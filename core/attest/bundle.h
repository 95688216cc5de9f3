#pragma once

#include "core/attest/policy.h"
#include "core/attest/refusal.h"
#include "core/attest/trust_root.h"
#include "core/attest/verified.h"
#include "core/byte_source.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity::attest {

// A Sigstore bundle 0.1 to 0.3 (protos/sigstore_bundle.proto; client-spec.md, section 4), verified
// whole. Read in one pass; in memory is its payload, decoded, once. `expected_bytes`, where the
// source's length is known, save room; they bind nothing. With a key and an empty trust root the
// signature alone is checked.
Checked<Verified> verify_bundle(ByteSource& source, const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes = 0);
Checked<Verified> verify_bundle(std::string_view bytes, const TrustRoots& roots,
                                const Policy& policy, const Artifact& artifact);

// A bare DSSE envelope by one of the policy's keys, as `cosign attest --key` leaves it.
Checked<Verified> verify_envelope(ByteSource& source, const Policy& policy,
                                  const Artifact& artifact, std::size_t expected_bytes = 0);
Checked<Verified> verify_envelope(std::string_view bytes, const Policy& policy,
                                  const Artifact& artifact);

// Of an in-toto Statement that nobody signed; empty where it is none.
std::string predicate_type_of(std::string_view statement);

// Where the configuration says not to look (`verify: off`): the statement of a bundle or envelope,
// nothing of it checked but its shape. Unsafe: whoever can write there says what it says.
Checked<Verified> read_statement_unsafe(std::string_view bytes);

}  // namespace prodparity::attest
