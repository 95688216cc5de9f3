#include "core/attest/legacy.h"

#include "core/attest/limits.h"
#include "core/base64.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace prodparity::attest {
namespace {

using nlohmann::json;
using test::by_identity;
using test::by_key;
using test::image;
using test::LayerEntry;
using test::reason_of;
using test::sigstore;

const std::string payload = test::statement_about(image);

const std::string certificate = "dev.sigstore.cosign/certificate";
const std::string promise = "dev.sigstore.cosign/bundle";
const std::string timestamp = "dev.sigstore.cosign/rfc3161timestamp";

Checked<Verified> verified(const test::Layer& layer, const Policy& policy = by_identity(),
                           const TrustRoots& roots = test::root()) {
  return verify_legacy(layer.bytes, layer.annotations, roots, policy,
                       {.sha256 = image, .bytes = {}});
}

test::Layer with(test::Layer layer, const std::string& annotation, const std::string& value) {
  layer.annotations[annotation] = value;
  return layer;
}

test::Layer without(test::Layer layer, const std::string& annotation) {
  layer.annotations.erase(annotation);
  return layer;
}

}  // namespace

TEST_CASE("legacy layer: one of each kind of log entry is verified, and has a promise alone") {
  for (const LayerEntry entry : {LayerEntry::dsse_1, LayerEntry::intoto_1, LayerEntry::intoto_2}) {
    const Checked<Verified> result = verified(sigstore().layer(payload, entry));
    INFO((result ? "" : sentence(result.error())));
    REQUIRE(result.has_value());
    CHECK(result->payload == payload);
    CHECK(result->identity == test::LeafOptions().identity);
    CHECK(result->is_promise_only);
    CHECK(result->log_entries == 1);
    CHECK(result->signed_at == test::made_at + 1);
  }
}

TEST_CASE("legacy layer: the promise's time stands where there is no timestamp") {
  const test::Layer layer = sigstore().layer(payload);
  const Checked<Verified> result = verified(without(layer, timestamp));
  REQUIRE(result.has_value());
  CHECK(result->time_source == TimeSource::log);
  CHECK(result->signed_at == test::made_at);
  CHECK(reason_of(verified(without(layer, promise))) == Reason::no_log_entry);
  CHECK(reason_of(verified(with(layer, promise, ""))) == Reason::no_log_entry);
}

TEST_CASE("legacy layer: the entry must be of these very bytes") {
  for (const LayerEntry entry : {LayerEntry::dsse_1, LayerEntry::intoto_1, LayerEntry::intoto_2}) {
    // The same payload and signature, but other bytes: nobody logged these.
    test::Layer layer = without(sigstore().layer(payload, entry), timestamp);
    layer.bytes.insert(1, " ");
    CHECK(reason_of(verified(layer)) == Reason::other_entry);
  }
}

TEST_CASE("legacy layer: the timestamp is of the layer, not of its signature") {
  const test::Layer layer = sigstore().layer(payload);
  CHECK(reason_of(verified(
            with(layer, timestamp, sigstore().layer(payload).annotations.at(timestamp)))) ==
        Reason::bad_timestamp);
  // A bundle's is of the signature.
  const json bundle = sigstore().bundle(payload);
  const json of_signature = {{"SignedRFC3161Timestamp",
                              bundle["verificationMaterial"]["timestampVerificationData"]
                                    ["rfc3161Timestamps"][0]["signedTimestamp"]}};
  CHECK(reason_of(verified(with(layer, timestamp, of_signature.dump()))) == Reason::bad_timestamp);
}

TEST_CASE("legacy layer: what another layer has beside it is refused") {
  const test::Layer layer = sigstore().layer(payload);
  const test::Layer other = sigstore().layer(payload);
  CHECK(reason_of(verified(with(layer, certificate, other.annotations.at(certificate)))) ==
        Reason::bad_signature);
  CHECK(reason_of(verified(with(layer, promise, other.annotations.at(promise)))) ==
        Reason::other_entry);
  json altered = json::parse(layer.annotations.at(promise));
  altered["Payload"]["integratedTime"] = test::made_at + 1;
  CHECK(reason_of(verified(with(layer, promise, altered.dump()))) == Reason::bad_promise);
  altered = json::parse(layer.annotations.at(promise));
  altered["Payload"]["logID"] = std::string(64, '0');
  CHECK(reason_of(verified(with(layer, promise, altered.dump()))) == Reason::old_trust_root);
}

TEST_CASE("legacy layer: its chain, and what it says of its predicate, count for nothing") {
  test::Layer layer = sigstore().layer(payload);
  for (const std::string chain : {"", "no PEM"}) {
    layer.annotations["dev.sigstore.cosign/chain"] = chain;
    layer.annotations["predicateType"] = "https://spdx.dev/Document";
    const Checked<Verified> result = verified(layer);
    REQUIRE(result.has_value());
    CHECK(result->predicate_type == "https://cyclonedx.org/bom");
  }
  // An authority that only the layer knows is none.
  const test::Sigstore other;
  CHECK(reason_of(verified(without(other.layer(payload), promise), [] {
          Policy policy = by_identity();
          policy.requirements = github;
          return policy;
        }())) == Reason::bad_timestamp);
}

TEST_CASE("legacy layer: one by a key needs no log, and one that is there must be of it") {
  const test::TestKey key = test::make_key("P-256");
  const Checked<Verified> result = verified(sigstore().key_layer(payload, key), by_key(key));
  REQUIRE(result.has_value());
  CHECK_FALSE(result->identity.has_value());
  CHECK_FALSE(result->is_promise_only);
  CHECK(verified(sigstore().key_layer(payload, key, LayerEntry::dsse_1), by_key(key))
            ->is_promise_only);
  const test::TestKey other = test::make_key("P-256");
  CHECK(reason_of(verified(sigstore().key_layer(payload, key), by_key(other))) ==
        Reason::bad_signature);
  CHECK(reason_of(verified(
            with(sigstore().key_layer(payload, key), promise,
                 sigstore().key_layer(payload, other, LayerEntry::dsse_1).annotations.at(promise)),
            by_key(key))) == Reason::other_entry);
  CHECK(reason_of(verified(sigstore().key_layer(payload, key))) == Reason::no_key);
  CHECK(reason_of(verified(sigstore().layer(payload), by_key(key))) == Reason::not_by_key);
}

TEST_CASE(
    "legacy layer: without a trust root a key is believed, and nothing besides is looked at") {
  const test::TestKey key = test::make_key("P-256");
  const test::Layer layer =
      with(sigstore().key_layer(payload, key, LayerEntry::dsse_1), promise, "no JSON");
  CHECK(reason_of(verified(layer, by_key(key))) == Reason::malformed);
  CHECK(verified(layer, by_key(key), TrustRoot())->log_entries == 0);
  CHECK(reason_of(verified(sigstore().layer(payload), by_identity(), TrustRoots())) ==
        Reason::untrusted);
}

TEST_CASE("legacy layer: in parts of any size it is what it is as a whole") {
  for (const LayerEntry entry :
       {LayerEntry::none, LayerEntry::dsse_1, LayerEntry::intoto_1, LayerEntry::intoto_2}) {
    test::Layer layer = sigstore().layer(payload, entry);
    for (const bool is_whole : {true, false}) {
      if (!is_whole) layer.bytes += ' ';  // other bytes, and the same envelope
      const Checked<Verified> whole = verified(layer);
      for (const std::size_t size : {1U, 7U, 64U, 100'000U}) {
        WholeText parts(layer.bytes, size);
        const Checked<Verified> in_parts = verify_legacy(
            parts, layer.annotations, test::root(), by_identity(), {.sha256 = image, .bytes = {}});
        REQUIRE(in_parts.has_value() == whole.has_value());
        if (whole) CHECK(*in_parts == *whole);
        if (!whole) CHECK(in_parts.error() == whole.error());
      }
    }
  }
}

TEST_CASE("legacy layer: another image, and annotations past the bound, are refused") {
  const test::Layer layer = sigstore().layer(payload);
  CHECK(reason_of(verify_legacy(layer.bytes, layer.annotations, test::root(), by_identity(),
                                {.sha256 = std::string(64, 'b'), .bytes = {}})) ==
        Reason::wrong_subject);
  std::size_t size = std::string_view("x").size();
  for (const auto& [name, value] : layer.annotations)
    size += name.size() + value.size();
  CHECK(verified(with(layer, "x", std::string(limits::annotation_bytes - size, 'x'))).has_value());
  CHECK(reason_of(
            verified(with(layer, "x", std::string(limits::annotation_bytes - size + 1, 'x')))) ==
        Reason::too_large);
}

}  // namespace prodparity::attest
