#pragma once

#include "core/attest/refusal.h"
#include "core/attest/trust_root.h"
#include "core/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// Of a PEM file. Refusals: bad_key, too_large.
Checked<PublicKey> read_key(std::string_view pem);

// Whose signature is believed: a key's, or an identity's. Options are named as cosign names them.
struct Policy {
  std::vector<PublicKey> keys;  // any one of them; empty: a certificate is needed
  // Both are asked, each exactly or by what its function says; a function that is not set, and an
  // empty text, refuse all.
  std::function<bool(std::string_view)> is_identity;
  std::function<bool(std::string_view)> is_issuer;
};
std::function<bool(std::string_view)> exactly(std::string text);

// What it must be of: the digest of an image or file, and the file's bytes where they are at hand
// (a signature by Ed25519 cannot be checked without).
struct Artifact {
  std::string sha256;  // lower-case hexadecimal
  std::optional<std::string_view> bytes;
};

enum class TimeSource { none, log, timestamp };

// What a verified bundle says. Text out of it is still untrusted text.
struct Verified {
  std::string payload;         // the in-toto statement's bytes; empty for the signature of a file
  std::string predicate_type;  // likewise
  std::optional<std::string> identity;  // nothing: signed by a configured key
  std::optional<std::string> issuer;
  std::optional<std::int64_t> signed_at;  // seconds since 1970: the latest time that is trusted
  TimeSource time_source = TimeSource::none;
  std::size_t log_entries = 0;  // that include it

  bool operator==(const Verified&) const = default;
};

// A Sigstore bundle 0.1 to 0.3 (protos/sigstore_bundle.proto; client-spec.md, section 4), verified
// whole. Read in one pass; in memory is its payload, decoded, once. `expected_bytes`, where the
// source's length is known, save room; they bind nothing.
Checked<Verified> verify_bundle(ByteSource& source, const TrustRoot& root, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes = 0);
Checked<Verified> verify_bundle(std::string_view bytes, const TrustRoot& root, const Policy& policy,
                                const Artifact& artifact);

// A bare DSSE envelope by one of the policy's keys, as `cosign attest --key` leaves it.
Checked<Verified> verify_envelope(ByteSource& source, const Policy& policy,
                                  const Artifact& artifact, std::size_t expected_bytes = 0);
Checked<Verified> verify_envelope(std::string_view bytes, const Policy& policy,
                                  const Artifact& artifact);

}  // namespace prodparity::attest
