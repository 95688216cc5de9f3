// What other verifiers got wrong, by the number under which it was published. GHSA-9vcr-p3rj-q5q6
// is in policy_test.cpp.
#include "core/attest/bundle.h"
#include "core/attest/choice.h"
#include "core/attest/crypto.h"
#include "core/attest/refused.h"
#include "core/attest/transparency_log.h"
#include "core/base64.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity::attest {
namespace {

using nlohmann::json;
using test::by_identity;
using test::by_key;
using test::image;
using test::reason_of;
using test::sigstore;

const std::string payload = test::statement_about(image);
const std::string other_payload = test::statement_about(image, "https://spdx.dev/Document");

std::string signature_of(const json& bundle) {
  return base64_decoded(bundle["dsseEnvelope"]["signatures"][0]["sig"].get<std::string>()).value();
}

json with_entry(json bundle, const json& entry) {
  bundle["verificationMaterial"]["tlogEntries"] = json::array({entry});
  return bundle;
}

}  // namespace

TEST_CASE("CVE-2026-22703: a real log entry of another payload, signature or key is refused") {
  const test::TestKey key = test::make_key("P-256");
  const test::TestKey other = test::make_key("P-256");
  const json bundle = sigstore().key_bundle(payload, key);
  const std::string signature = signature_of(bundle);
  const std::string pem = test::public_pem(key);
  const auto with = [&](const json& entry) {
    return test::verified(with_entry(bundle, entry), by_key(key));
  };
  CHECK(with(sigstore().log_entry(payload, signature, pem)).has_value());
  CHECK(reason_of(with(sigstore().log_entry(other_payload, signature, pem))) ==
        Reason::other_entry);
  // Also one that the same key made of the same payload: another run's.
  CHECK(reason_of(with(sigstore().log_entry(payload, test::sign(key, test::pae(payload)), pem))) ==
        Reason::other_entry);
  CHECK(reason_of(with(sigstore().log_entry(payload, signature, test::public_pem(other)))) ==
        Reason::other_entry);
}

TEST_CASE("CVE-2022-36056: the entry of one bundle does not vouch for another of the same signer") {
  const test::TestKey key = test::make_key("P-256");
  const json bundle = sigstore().key_bundle(payload, key);
  const json other = sigstore().key_bundle(other_payload, key);
  CHECK(reason_of(test::verified(
            with_entry(bundle, other["verificationMaterial"]["tlogEntries"][0]), by_key(key))) ==
        Reason::other_entry);
}

TEST_CASE(
    "CVE-2026-39395: what is signed and cannot be read is refused, also after the signature") {
  const test::TestKey key = test::make_key("P-256");
  const auto of = [&](const std::string& signed_payload) {
    return reason_of(test::verified(sigstore().key_bundle(signed_payload, key), by_key(key)));
  };
  CHECK(of("") == Reason::malformed);
  CHECK(of("no JSON") == Reason::malformed);
  CHECK(of("[]") == Reason::malformed);
  CHECK(of(payload + payload) == Reason::malformed);
  CHECK(of(payload.substr(0, payload.size() - 1)) == Reason::malformed);
  CHECK(of("{}") == Reason::malformed);
  json statement = json::parse(payload);
  statement["_type"] = "https://in-toto.io/Statement/v2";
  CHECK(of(statement.dump()) == Reason::wrong_payload);
  for (const char* const part : {"_type", "predicateType"}) {
    statement = json::parse(payload);
    statement.erase(part);
    CHECK(of(statement.dump()) == Reason::malformed);
  }
  for (const json& subject : {json(), json::array(), json::array({{{"name", image}}})}) {
    statement = json::parse(payload);
    statement["subject"] = subject;
    CHECK(of(statement.dump()) == Reason::wrong_subject);
  }
}

TEST_CASE("CVE-2026-39395: a verified statement of another kind is never the SBOM") {
  const json bundle = sigstore().bundle(test::statement_about(image, "https://example.com/other"));
  const Candidate candidate = candidate_of(test::verified(bundle));
  REQUIRE_FALSE(candidate.refusal.has_value());
  CHECK(choose({candidate}, {.is_pinned = true}).outcome == Outcome::none_there);
}

TEST_CASE(
    "cosign #4663: the whole chain must have been valid when it was signed, not the leaf alone") {
  const test::Sigstore ended(test::made_at - 1);
  const TrustRoot root = read_trust_root(ended.trust_root().dump()).value();
  CHECK(reason_of(verify_bundle(ended.bundle(payload).dump(), root, by_identity(),
                                {.sha256 = image, .bytes = {}})) == Reason::expired);
  const test::Sigstore ends(test::made_at + 2);
  CHECK(verify_bundle(ends.bundle(payload).dump(),
                      read_trust_root(ends.trust_root().dump()).value(), by_identity(),
                      {.sha256 = image, .bytes = {}})
            .has_value());
}

TEST_CASE(
    "sigstore-js #1722: numbers of a checkpoint that are none are refused before any signature") {
  const std::string hash = base64_encoded(std::string(32, 'h'));
  for (const std::string size :
       {"NaN", "-1", "+3", " 3", "3 ", "0x3", "3e9", "1.0", "99999999999999999999", "3\r"}) {
    INFO(size);
    const Checked<Checkpoint> checkpoint = checked([&] {
      return check_checkpoint("rekor.example\n" + size + '\n' + hash + "\n\n",
                              test::root().logs[0]);
    });
    CHECK(reason_of(checkpoint) == Reason::bad_checkpoint);
    CHECK(checkpoint.error().detail == "its tree size is no number");
  }
}

TEST_CASE(
    "cosign #4847: a part of the trust root that cannot be used is an error, never left out") {
  for (const char* const place : {"/timestampAuthorities/0/certChain/certificates/1/rawBytes",
                                  "/certificateAuthorities/0/certChain/certificates/0/rawBytes",
                                  "/tlogs/0/publicKey/rawBytes", "/ctlogs/0/publicKey/rawBytes"}) {
    INFO(place);
    for (const char* const value : {"AAAA", "no base64", ""}) {
      json root = sigstore().trust_root();
      root[json::json_pointer(place)] = value;
      CHECK_FALSE(read_trust_root(root.dump()).has_value());
    }
  }
}

}  // namespace prodparity::attest
