#pragma once

#include "core/attest/bundle.h"
#include "tests/support/catch.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

// One Sigstore for all tests of a process, what it made, and whom the tests believe.
namespace prodparity::test {

inline const std::string image(64, 'a');

inline attest::Policy by_identity(const std::string& identity = LeafOptions().identity,
                                  const std::string& issuer = LeafOptions().issuer) {
  return {
      .keys = {}, .is_identity = attest::exactly(identity), .is_issuer = attest::exactly(issuer)};
}

inline attest::Policy by_key(const TestKey& key) {
  return {.keys = {attest::read_key(public_pem(key)).value()}, .is_identity = {}, .is_issuer = {}};
}

inline const Sigstore& sigstore() {
  static const Sigstore one;
  return one;
}

inline const attest::TrustRoot& root() {
  static const attest::TrustRoot one =
      attest::read_trust_root(sigstore().trust_root().dump()).value();
  return one;
}

inline const nlohmann::json& good_bundle() {
  static const nlohmann::json one = sigstore().bundle(statement_about(image));
  return one;
}

inline attest::Checked<attest::Verified> verified(const nlohmann::json& bundle,
                                                  const attest::Policy& policy = by_identity(),
                                                  const std::string& digest = image) {
  return attest::verify_bundle(bundle.dump(), root(), policy, {.sha256 = digest, .bytes = {}});
}

template <class T>
attest::Reason reason_of(const attest::Checked<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().reason;
}

}  // namespace prodparity::test
