#include "core/attest/policy.h"

#include "core/attest/bundle.h"
#include "core/attest/limits.h"
#include "core/base64.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace prodparity::attest {
namespace {

using nlohmann::json;
using test::by_identity;
using test::good_bundle;
using test::image;
using test::made_at;
using test::reason_of;
using test::sigstore;

const std::string payload = test::statement_about(image);

TrustedKey trusted(const test::TestKey& key, std::optional<std::int64_t> from = {},
                   std::optional<std::int64_t> until = {}) {
  return {read_key(test::public_pem(key)).value(), "cosign.pub", from, until};
}

Policy requiring(const Requirements& requirements) {
  Policy policy = by_identity();
  policy.requirements = requirements;
  return policy;
}

Checked<Verified> verified(const json& bundle, const TrustRoots& roots,
                           const Policy& policy = by_identity()) {
  return verify_bundle(bundle.dump(), roots, policy, {.sha256 = image, .bytes = {}});
}

TrustRoots roots_of(const std::string& text) {
  return read_trust_roots(text).value();
}

}  // namespace

TEST_CASE("policy: a key that has a period is believed for what was signed in it") {
  const test::TestKey key = test::make_key("P-256");
  const json bundle = sigstore().key_bundle(payload, key);
  const auto with = [&](std::optional<std::int64_t> from, std::optional<std::int64_t> until) {
    return test::verified(bundle, {.keys = {trusted(key, from, until)}});
  };
  CHECK(with({}, {}).has_value());
  CHECK(with(made_at, made_at).has_value());
  CHECK(with(made_at, {}).has_value());
  CHECK(with({}, made_at).has_value());
  CHECK(reason_of(with(made_at + 1, {})) == Reason::key_not_valid);
  CHECK(reason_of(with({}, made_at - 1)) == Reason::key_not_valid);
}

TEST_CASE("policy: where nothing vouches for the time, a key with a period is not believed") {
  const test::TestKey key = test::make_key("P-256");
  json bundle = sigstore().key_bundle(payload, key);
  bundle["verificationMaterial"]["tlogEntries"] = json::array();
  CHECK(test::verified(bundle, {.keys = {trusted(key)}}).has_value());
  CHECK(reason_of(test::verified(bundle, {.keys = {trusted(key, 0)}})) == Reason::no_time);
  const std::string envelope = test::envelope_of(payload, key).dump();
  const Artifact artifact{.sha256 = image, .bytes = {}};
  CHECK(verify_envelope(envelope, {.keys = {trusted(key)}}, artifact).has_value());
  CHECK(reason_of(verify_envelope(envelope, {.keys = {trusted(key, {}, made_at)}}, artifact)) ==
        Reason::no_time);
}

TEST_CASE("policy: of keys that follow each other each is believed for its own time") {
  const test::TestKey old_key = test::make_key("P-256");
  const test::TestKey new_key = test::make_key("ED25519");
  const auto with = [&](const test::TestKey& signer, std::int64_t rotated) {
    return test::verified(sigstore().key_bundle(payload, signer),
                          {.keys = {trusted(old_key, {}, rotated), trusted(new_key, rotated, {})}});
  };
  CHECK(with(old_key, made_at + 1).has_value());
  CHECK(with(new_key, made_at - 1).has_value());
  CHECK(reason_of(with(old_key, made_at - 1)) == Reason::key_not_valid);
  CHECK(reason_of(with(new_key, made_at + 1)) == Reason::key_not_valid);
}

TEST_CASE("policy: whose signature it is, for people") {
  CHECK(to_string(signer_of(test::verified(good_bundle()).value())) ==
        test::LeafOptions().identity);
  const test::TestKey key = test::make_key("P-256");
  const Verified by_key =
      test::verified(sigstore().key_bundle(payload, key), {.keys = {trusted(key)}}).value();
  CHECK(by_key.key.size() == 64);
  CHECK(to_string(signer_of(by_key)) == "key cosign.pub (sha256:" + by_key.key.substr(0, 12) + ')');
  CHECK(to_string(SignerName{.key = std::string(64, 'a')}) == "key sha256:aaaaaaaaaaaa");
}

TEST_CASE(
    "policy: as many must vouch for it as are required, and logs and authorities count once") {
  const auto with = [](const Requirements& required) {
    return verified(good_bundle(), test::root(), requiring(required));
  };
  CHECK(with({.times = 2, .timestamps = 1}).has_value());  // the log's and the authority's
  CHECK(reason_of(with({.logs = 2})) == Reason::no_log_entry);
  CHECK(reason_of(with({.certificate_logs = 2})) == Reason::no_sct);
  CHECK(reason_of(with({.times = 3})) == Reason::no_time);
  CHECK(reason_of(with({.timestamps = 2})) == Reason::no_time);
}

TEST_CASE("GHSA-9vcr-p3rj-q5q6: two timestamps of one authority are one") {
  json bundle = good_bundle();
  const std::string signature =
      base64_decoded(bundle["dsseEnvelope"]["signatures"][0]["sig"].get<std::string>()).value();
  bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"].push_back(
      {{"signedTimestamp", base64_encoded(sigstore().timestamp(signature))}});
  CHECK(verified(bundle, test::root(), requiring({.timestamps = 1})).has_value());
  CHECK(reason_of(verified(bundle, test::root(), requiring({.timestamps = 2}))) == Reason::no_time);
  CHECK(reason_of(verified(bundle, test::root(), requiring({.times = 3}))) == Reason::no_time);
}

TEST_CASE("policy: an instance without any log asks for a timestamp, another for all") {
  const TrustRoots github_like = roots_of(sigstore().trust_root_without_logs().dump());
  const json stamped = sigstore().stamped_bundle(payload);
  const Checked<Verified> result = verified(stamped, github_like);
  REQUIRE(result.has_value());
  CHECK(result->time_source == TimeSource::timestamp);
  CHECK(result->log_entries == 0);
  CHECK(reason_of(verified(stamped, test::root())) == Reason::no_log_entry);
  json without_stamp = stamped;
  without_stamp["verificationMaterial"].erase("timestampVerificationData");
  CHECK(reason_of(verified(without_stamp, github_like)) == Reason::no_time);
  // A root that merely lacks a part asks for it all the same.
  for (const char* const part : {"tlogs", "ctlogs"}) {
    json root = sigstore().trust_root();
    root.erase(part);
    CHECK_FALSE(verified(stamped, roots_of(root.dump())).has_value());
  }
  json root = sigstore().trust_root_without_logs();
  root.erase("timestampAuthorities");
  CHECK(requirements_of(roots_of(root.dump()).instances.front()) == public_good);
}

TEST_CASE("trust roots: of instances side by side each vouches for its own") {
  const test::Sigstore other;
  const std::string full = sigstore().trust_root().dump();
  const std::string bare = other.trust_root_without_logs().dump();
  for (const std::string& text : {full + '\n' + bare + '\n', bare + "\r\n\n" + full}) {
    const TrustRoots roots = roots_of(text);
    REQUIRE(roots.instances.size() == 2);
    CHECK(verified(good_bundle(), roots).has_value());
    CHECK(verified(other.stamped_bundle(payload), roots).has_value());
    // What the instance without logs is content with is not enough for the other.
    CHECK(reason_of(verified(sigstore().stamped_bundle(payload), roots)) == Reason::no_log_entry);
    CHECK(reason_of(verified(test::Sigstore().stamped_bundle(payload), roots)) ==
          Reason::bad_timestamp);
  }
}

TEST_CASE("trust roots: one of many lines, one a line, and no more than the bound") {
  const json root = sigstore().trust_root();
  CHECK(roots_of(root.dump(2)).instances.size() == 1);
  CHECK(roots_of(root.dump()).instances.size() == 1);
  // Small ones, as all of a file are bounded, too.
  std::string lines;
  for (std::size_t i = 0; i < limits::instances; ++i)
    lines += json{{"mediaType", root["mediaType"]}}.dump() + '\n';
  CHECK(roots_of(lines).instances.size() == limits::instances);
  lines += json{{"mediaType", root["mediaType"]}}.dump();
  CHECK(reason_of(read_trust_roots(lines)) == Reason::too_large);
  const Checked<TrustRoots> broken = read_trust_roots(root.dump() + "\n\n{}");
  CHECK(reason_of(broken) == Reason::malformed);
  CHECK(reason_of(read_trust_roots("")) == Reason::malformed);
  CHECK(reason_of(read_trust_roots(
            root.dump() + '\n' + std::string(limits::trust_root_bytes, ' '))) == Reason::too_large);
}

TEST_CASE("trust root: one is older than the log where the wanted signer's certificate says so") {
  const test::Sigstore other;
  json root = sigstore().trust_root();
  root["tlogs"] = other.trust_root()["tlogs"];
  CHECK(reason_of(verified(good_bundle(), roots_of(root.dump()))) == Reason::old_trust_root);
  // Somebody else cannot have a person asked for a newer root.
  CHECK(reason_of(verified(good_bundle(), roots_of(root.dump()), by_identity("a@example.com"))) ==
        Reason::unknown_log);
  // Nor can a log be newer that began after the certificate.
  root["tlogs"][0]["publicKey"]["validFor"]["start"] = "2026-11-20T12:00:01Z";
  CHECK(reason_of(verified(good_bundle(), roots_of(root.dump()))) == Reason::unknown_log);
  root = sigstore().trust_root();
  root["ctlogs"] = other.trust_root()["ctlogs"];
  root["ctlogs"][0]["publicKey"]["validFor"]["start"] = "2026-11-20T12:00:01Z";
  CHECK(reason_of(verified(good_bundle(), roots_of(root.dump()))) == Reason::no_sct);
}

}  // namespace prodparity::attest
