#pragma once

#include "core/attest/certificate.h"
#include "core/attest/crypto.h"
#include "core/attest/refusal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {

// Nanoseconds since 1970, UTC.
using Nanoseconds = std::int64_t;
inline constexpr Nanoseconds second = 1'000'000'000;

// A closed interval. One that has no start contains nothing: it says of no time that it was valid
// then.
struct Validity {
  std::optional<Nanoseconds> start;
  std::optional<Nanoseconds> end;

  bool contains(Nanoseconds time) const {
    return start && *start <= time && (!end || time <= *end);
  }
  // Of a time that is known to the second.
  bool contains_second(std::int64_t seconds) const;
};

// A transparency log, of signatures or of certificates.
struct Log {
  std::string host;  // of its base URL; the name it signs checkpoints with
  PublicKey key;
  std::string id;        // 32 bytes
  std::string key_hint;  // 4 bytes: before its signature in a checkpoint
  Validity valid;
};

// Who issues certificates or timestamps: the signer or an intermediate first, the anchor last.
struct Authority {
  std::vector<Certificate> chain;
  Validity valid;
};

// Whom to believe (sigstore's TrustedRoot, protos/sigstore_trustroot.proto, 0.1 and 0.2).
struct TrustRoot {
  std::vector<Log> logs;
  std::vector<Log> certificate_logs;
  std::vector<Authority> authorities;
  std::vector<Authority> timestamp_authorities;
};

// Of trusted_root.json. Refusals: malformed, unsupported, too_large, bad_key.
Checked<TrustRoot> read_trust_root(std::string_view bytes);

// Instances side by side, each with what it asks: nothing of one vouches for another's.
struct TrustRoots {
  TrustRoots() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): one instance is the usual
  TrustRoots(TrustRoot one) { instances.push_back(std::move(one)); }

  std::vector<TrustRoot> instances;
};
// Of trusted_root.json, or of several in one file, one a line (`gh attestation trusted-root`).
Checked<TrustRoots> read_trust_roots(std::string_view bytes);

// The text of each: the whole, or the lines that are not blank.
std::vector<std::string_view> instance_texts(std::string_view bytes);

// RFC 3339 with any fraction and any offset; refused where it is none or in no calendar.
Nanoseconds read_time(const std::string& text, const std::string& place);

}  // namespace prodparity::attest
