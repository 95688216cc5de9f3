#include "core/attest/bundle.h"

#include "core/attest/crypto.h"
#include "core/base64.h"
#include "core/hex.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace prodparity::attest {
namespace {

using nlohmann::json;

using test::by_identity;
using test::by_key;
using test::good_bundle;
using test::image;
using test::reason_of;
using test::root;
using test::sigstore;
using test::verified;

const test::LeafOptions usual;

// With one place of it changed.
json changed(const std::string& pointer, const json& value) {
  json bundle = good_bundle();
  bundle[json::json_pointer(pointer)] = value;
  return bundle;
}

const std::string material = "/verificationMaterial";
const std::string entry = material + "/tlogEntries/0";

}  // namespace

TEST_CASE("bundle: one that is signed, logged and stamped is verified, with who and when") {
  const Checked<Verified> result = verified(good_bundle());
  INFO((result ? "" : sentence(result.error())));
  REQUIRE(result.has_value());
  CHECK(result->identity == usual.identity);
  CHECK(result->issuer == usual.issuer);
  CHECK(result->predicate_type == "https://cyclonedx.org/bom");
  CHECK(result->payload == test::statement_about(image));
  CHECK(result->signed_at == test::made_at + 1);
  CHECK(result->time_source == TimeSource::timestamp);
  CHECK(result->log_entries == 1);
}

TEST_CASE("bundle: another signer, provider or image is refused as that") {
  CHECK(reason_of(verified(good_bundle(),
                           by_identity("https://github.com/acme/api/.github/workflows/"
                                       "other.yml@refs/heads/main"))) == Reason::wrong_identity);
  CHECK(
      reason_of(verified(good_bundle(), by_identity(usual.identity, "https://accounts.example"))) ==
      Reason::wrong_issuer);
  CHECK(reason_of(verified(good_bundle(), by_identity("", ""))) == Reason::wrong_identity);
  CHECK(reason_of(verified(good_bundle(), Policy{})) == Reason::wrong_identity);
  CHECK(reason_of(verified(good_bundle(), by_identity(), std::string(64, 'b'))) ==
        Reason::wrong_subject);
  CHECK(reason_of(verified(good_bundle(), by_identity(), "sha256:x")) == Reason::malformed);
}

TEST_CASE(
    "bundle: a certificate is refused that is not one signer's, for code, logged and in its time") {
  const std::string payload = test::statement_about(image);
  const auto with = [&](const std::function<void(test::LeafOptions&)>& change) {
    test::LeafOptions options;
    change(options);
    return reason_of(verified(sigstore().bundle(payload, options)));
  };
  CHECK(with([](auto& leaf) { leaf.second_identity = "a@example.com"; }) ==
        Reason::bad_certificate);
  CHECK(with([](auto& leaf) { leaf.extended_usage = "clientAuth"; }) == Reason::bad_certificate);
  CHECK(with([](auto& leaf) { leaf.logged = false; }) == Reason::no_sct);
  CHECK(with([](auto& leaf) { leaf.from = test::made_at + 60; }) == Reason::expired);
  CHECK(with([](auto& leaf) { leaf.until = test::made_at - 1; }) == Reason::expired);
  CHECK(with([](auto& leaf) { leaf.until = test::made_at; }) ==
        Reason::expired);  // the timestamp's
}

TEST_CASE("bundle: one of another Sigstore is refused, whichever part of the trust root is ours") {
  const test::Sigstore other;
  struct Part {
    const char* name;
    Reason reason_of_none;
    Reason reason_of_theirs;
  };
  // Of logs that are all older than the certificate: ours could have been added since.
  for (const auto& [name, reason_of_none, reason_of_theirs] :
       {Part{"tlogs", Reason::unknown_log, Reason::old_trust_root},
        Part{"ctlogs", Reason::no_sct, Reason::old_trust_root},
        Part{"certificateAuthorities", Reason::untrusted, Reason::untrusted},
        Part{"timestampAuthorities", Reason::bad_timestamp, Reason::bad_timestamp}}) {
    INFO(name);
    for (const json& part : {other.trust_root().at(name), json::array(), json()}) {
      const Reason reason = part.empty() ? reason_of_none : reason_of_theirs;
      json mixed = sigstore().trust_root();
      mixed[name] = part;
      const Checked<TrustRoot> read = read_trust_root(mixed.dump());
      REQUIRE(read.has_value());
      CHECK(reason_of(verify_bundle(good_bundle().dump(), *read, by_identity(),
                                    {.sha256 = image, .bytes = {}})) == reason);
    }
  }
}

TEST_CASE("bundle: each part that is left out is refused with its reason") {
  const std::vector<std::pair<std::string, Reason>> parts = {
      {"/mediaType", Reason::malformed},
      {material, Reason::malformed},
      {material + "/certificate", Reason::malformed},
      {material + "/tlogEntries", Reason::no_log_entry},
      {entry + "/logId", Reason::malformed},
      {entry + "/kindVersion", Reason::malformed},
      {entry + "/inclusionProof", Reason::no_inclusion_proof},
      {entry + "/inclusionProof/checkpoint", Reason::no_inclusion_proof},
      {entry + "/inclusionProof/hashes", Reason::bad_inclusion_proof},
      {entry + "/canonicalizedBody", Reason::malformed},
      {"/dsseEnvelope", Reason::malformed},
      {"/dsseEnvelope/payload", Reason::malformed},
      {"/dsseEnvelope/payloadType", Reason::malformed},
      {"/dsseEnvelope/signatures", Reason::signature_count}};
  for (const auto& [part, reason] : parts) {
    INFO(part);
    CHECK(reason_of(verified(changed(part, nullptr))) == reason);  // null is absent
  }
}

TEST_CASE(
    "bundle: with the promise or the timestamp alone there is still a time, with neither none") {
  json bundle = changed(entry + "/inclusionPromise", nullptr);
  CHECK(verified(bundle)->time_source == TimeSource::timestamp);
  bundle = changed(material + "/timestampVerificationData", nullptr);
  CHECK(verified(bundle)->time_source == TimeSource::log);
  CHECK(verified(bundle)->signed_at == test::made_at);
  // Nobody signed integratedTime then.
  bundle[json::json_pointer(entry + "/inclusionPromise")] = nullptr;
  CHECK(reason_of(verified(bundle)) == Reason::no_time);
}

TEST_CASE("bundle: a log's key is believed for its time alone, with and without a promise") {
  const auto at = [](const char* end, const json& bundle) {
    json root = sigstore().trust_root();
    root["tlogs"][0]["publicKey"]["validFor"]["end"] = end;
    const Checked<TrustRoot> read = read_trust_root(root.dump());
    REQUIRE(read.has_value());
    return verify_bundle(bundle.dump(), *read, by_identity(), {.sha256 = image, .bytes = {}});
  };
  const json unpromised = changed(entry + "/inclusionPromise", nullptr);
  CHECK(at("2026-11-20T12:00:00Z", good_bundle()).has_value());
  CHECK(at("2026-11-20T12:00:01Z", unpromised).has_value());  // the timestamp's
  CHECK(reason_of(at("2026-11-20T11:59:59Z", good_bundle())) == Reason::log_not_valid);
  CHECK(reason_of(at("2026-11-20T11:59:59Z", unpromised)) == Reason::log_not_valid);
}

TEST_CASE("bundle: what is there twice is refused") {
  json bundle = good_bundle();
  json& entries = bundle[json::json_pointer(material + "/tlogEntries")];
  entries.push_back(entries[0]);
  CHECK(reason_of(verified(bundle)) == Reason::duplicate_entry);
  bundle = good_bundle();
  json& stamps =
      bundle[json::json_pointer(material + "/timestampVerificationData/rfc3161Timestamps")];
  stamps.push_back(stamps[0]);
  CHECK(reason_of(verified(bundle)) == Reason::duplicate_entry);
  bundle = good_bundle();
  json& signatures = bundle[json::json_pointer("/dsseEnvelope/signatures")];
  signatures.push_back(signatures[0]);
  CHECK(reason_of(verified(bundle)) == Reason::signature_count);
  std::string text = good_bundle().dump();
  text.insert(1, R"("mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",)");
  CHECK(reason_of(verify_bundle(text, root(), by_identity(), {.sha256 = image, .bytes = {}})) ==
        Reason::malformed);
}

TEST_CASE("bundle: parts of another valid bundle are refused") {
  const json other = sigstore().bundle(test::statement_about(image, "https://spdx.dev/Document"));
  REQUIRE(verified(other).has_value());
  const std::vector<std::pair<std::string, Reason>> parts = {
      {material + "/certificate", Reason::bad_signature},
      {material + "/tlogEntries", Reason::other_entry},
      {material + "/timestampVerificationData", Reason::bad_timestamp},
      {entry + "/inclusionPromise", Reason::bad_promise},
      {entry + "/inclusionProof", Reason::bad_inclusion_proof},
      {entry + "/canonicalizedBody", Reason::bad_promise},
      {"/dsseEnvelope", Reason::bad_signature},
      {"/dsseEnvelope/payload", Reason::bad_signature},
      {"/dsseEnvelope/signatures", Reason::bad_signature}};
  for (const auto& [part, reason] : parts) {
    INFO(part);
    CHECK(reason_of(verified(changed(part, other.at(json::json_pointer(part))))) == reason);
  }
}

TEST_CASE("bundle: versions and kinds that are not known are refused") {
  CHECK(
      reason_of(verified(changed("/mediaType", "application/vnd.dev.sigstore.bundle.v0.4+json"))) ==
      Reason::unsupported);
  CHECK(reason_of(verified(changed(entry + "/kindVersion/version", "0.0.3"))) ==
        Reason::other_entry);
  CHECK(reason_of(verified(changed("/dsseEnvelope/payloadType", "text/plain"))) ==
        Reason::wrong_payload);
  // 0.3 has one certificate; 0.2 may have a chain.
  json bundle = good_bundle();
  json& in = bundle["verificationMaterial"];
  in["x509CertificateChain"] = {{"certificates", json::array({in["certificate"]})}};
  CHECK(reason_of(verified(bundle)) == Reason::malformed);  // both
  in.erase("certificate");
  CHECK(reason_of(verified(bundle)) == Reason::malformed);
  bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2";
  CHECK(verified(bundle).has_value());
}

TEST_CASE("bundle: one by a key needs that key, and no certificate does") {
  const test::TestKey key = test::make_key("P-256");
  const json bundle = sigstore().key_bundle(test::statement_about(image), key);
  const Checked<Verified> result = verified(bundle, by_key(key));
  INFO((result ? "" : sentence(result.error())));
  REQUIRE(result.has_value());
  CHECK_FALSE(result->identity.has_value());
  CHECK(result->log_entries == 1);
  CHECK(reason_of(verified(bundle, by_key(test::make_key("P-256")))) == Reason::bad_signature);
  CHECK(reason_of(verified(bundle)) == Reason::no_key);
  CHECK(reason_of(verified(good_bundle(), by_key(key))) == Reason::not_by_key);
  json hinted = bundle;
  hinted["verificationMaterial"]["publicKey"]["hint"] = "one";
  hinted["dsseEnvelope"]["signatures"][0]["keyid"] = "two";
  CHECK(reason_of(verified(hinted, by_key(key))) == Reason::malformed);
}

TEST_CASE("bundle: a key needs no log, but an entry that is there must be of it") {
  const test::TestKey key = test::make_key("P-256");
  json bundle = sigstore().key_bundle(test::statement_about(image), key);
  json& entries = bundle["verificationMaterial"]["tlogEntries"];
  const json other = sigstore().key_bundle(test::statement_about(image), test::make_key("P-256"));
  entries = other["verificationMaterial"]["tlogEntries"];
  CHECK(reason_of(verified(bundle, by_key(key))) == Reason::other_entry);
  entries = json::array();
  const Checked<Verified> result = verified(bundle, by_key(key));
  REQUIRE(result.has_value());
  CHECK(result->time_source == TimeSource::none);
}

TEST_CASE("envelope: keys of every accepted kind, each with its own hash and with SHA-256") {
  const std::string payload = test::statement_about(image);
  const auto accepts = [&](const test::TestKey& key, test::Hash hash) {
    return verify_envelope(test::envelope_of(payload, key, hash).dump(), by_key(key),
                           {.sha256 = image, .bytes = {}})
        .has_value();
  };
  for (const char* const kind : {"P-256", "P-384", "P-521", "ED25519", "RSA-2048"}) {
    INFO(kind);
    const test::TestKey key = test::make_key(kind);
    CHECK(accepts(key, test::Hash::own));
    CHECK(accepts(key, test::Hash::sha256));
  }
  CHECK(accepts(test::make_key("RSA-2048"), test::Hash::sha256_pss));
}

TEST_CASE("envelope: keys of other kinds and sizes are refused") {
  for (const char* const kind : {"secp256k1", "RSA-1024"}) {
    INFO(kind);
    const Checked<PublicKey> key = read_key(test::public_pem(test::make_key(kind)));
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().reason == Reason::bad_key);
  }
  CHECK(read_key("no key").error().reason == Reason::bad_key);
  CHECK(read_key(std::string(100'000, 'x')).error().reason == Reason::too_large);
}

TEST_CASE("envelope: any one of several signatures suffices, none of other keys does") {
  const test::TestKey key = test::make_key("P-256");
  const std::string payload = test::statement_about(image);
  json envelope = test::envelope_of(payload, test::make_key("P-256"));
  const auto result = [&] {
    return verify_envelope(envelope.dump(), by_key(key), {.sha256 = image, .bytes = {}});
  };
  CHECK(reason_of(result()) == Reason::bad_signature);
  envelope["signatures"].push_back(test::envelope_of(payload, key)["signatures"][0]);
  REQUIRE(result().has_value());
  CHECK(result()->payload == payload);
  envelope["payload"] = base64_encoded(payload + ' ');
  CHECK(reason_of(result()) == Reason::bad_signature);
}

TEST_CASE("envelope: the specification's own vector of the encoding") {
  CHECK(test::pae("hello world", "http://example.com/HelloWorld") ==
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST_CASE("trust root: another media type, no start of validity, odd bytes are told apart") {
  json other = sigstore().trust_root();
  other["mediaType"] = "application/json";
  CHECK(read_trust_root(other.dump()).error().reason == Reason::unsupported);
  other = sigstore().trust_root();
  other["tlogs"][0]["publicKey"]["rawBytes"] = "AAAA";
  CHECK(read_trust_root(other.dump()).error().reason == Reason::bad_key);
  other = sigstore().trust_root();
  other["tlogs"][0]["publicKey"]["validFor"] = nullptr;
  const Checked<TrustRoot> read = read_trust_root(other.dump());
  REQUIRE(read.has_value());
  CHECK(reason_of(verify_bundle(good_bundle().dump(), *read, by_identity(),
                                {.sha256 = image, .bytes = {}})) == Reason::log_not_valid);
  CHECK(read_trust_root("").error().reason == Reason::malformed);
  CHECK(read_trust_root(std::string(2'000'000, ' ')).error().reason == Reason::too_large);
}

}  // namespace prodparity::attest
