#pragma once

#include "core/attest/crypto.h"
#include "core/attest/refusal.h"
#include "core/attest/trust_root.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {

// Of a PEM file. Refusals: bad_key, too_large.
Checked<PublicKey> read_key(std::string_view pem);

// A key that is believed; where it says from when to when (seconds since 1970, both included), only
// for what something else vouches was signed then: the key itself could say any time.
struct TrustedKey {
  // NOLINTNEXTLINE(google-explicit-constructor): a key alone is one without a period
  TrustedKey(PublicKey public_key, std::string its_name = {},
             std::optional<std::int64_t> valid_from = {},
             std::optional<std::int64_t> valid_until = {})
      : key(std::move(public_key)),
        name(std::move(its_name)),
        not_before(valid_from),
        not_after(valid_until) {}

  PublicKey key;
  std::string name;  // for people: its file; empty: it has none
  std::optional<std::int64_t> not_before;
  std::optional<std::int64_t> not_after;
};

// How many must vouch for it. Counted are logs and authorities, not what one of them says several
// times (GHSA-9vcr-p3rj-q5q6).
struct Requirements {
  std::size_t logs = 1;              // transparency logs that have it
  std::size_t certificate_logs = 1;  // that promised to log its certificate
  std::size_t times = 1;             // logs and authorities that say when it was signed
  std::size_t timestamps = 0;        // timestamp authorities among them

  bool operator==(const Requirements&) const = default;
};
// Sigstore's public-good instance, and others like it.
inline constexpr Requirements public_good;
// GitHub's own, for private repositories: it has no logs, and one timestamp authority.
inline constexpr Requirements github = {
    .logs = 0, .certificate_logs = 0, .times = 1, .timestamps = 1};
// A key needs nobody else.
inline constexpr Requirements key_alone = {
    .logs = 0, .certificate_logs = 0, .times = 0, .timestamps = 0};

// By what the instance has: `github` where it names timestamp authorities and no log of either
// kind, `public_good` otherwise: a root that merely lacks a part does not lower what is asked.
Requirements requirements_of(const TrustRoot& root);

// Whose signature is believed: a key's, or an identity's. Options are named as cosign names them.
struct Policy {
  std::vector<TrustedKey> keys;  // any one of them; empty: a certificate is needed
  // Both are asked, each exactly or by what its function says; a function that is not set, and an
  // empty text, refuse all.
  std::function<bool(std::string_view)> is_identity;
  std::function<bool(std::string_view)> is_issuer;
  // Nothing: key_alone for keys, else requirements_of the instance.
  std::optional<Requirements> requirements;
};
std::function<bool(std::string_view)> exactly(std::string text);

}  // namespace prodparity::attest
