// A plain SBOM with signatures of its bytes beside it, as it is verified with all else.
#include "fetch/document_signatures.h"

#include "core/attest/limits.h"
#include "core/base64.h"
#include "core/digest.h"
#include "fetch/verify.h"
#include "tests/support/catch.h"
#include "tests/support/fetched.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using test::Found;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"}};
const std::string sbom = test::small_sbom(packages);
const std::string address = "https://host.example/sbom.json";
const std::string digest = "sha256:" + test::image;

// The same, which says that it is of that image.
std::string sbom_of(const std::string& image_name) {
  std::string text = sbom;
  const std::string tools = R"("metadata":{)";
  text.insert(text.find(tools) + tools.size(),
              R"("component":{"type":"container","name":")" + image_name + R"("},)");
  return text;
}

Found document(const std::string& bytes = sbom) {
  return {.kind = MaterialKind::document, .bytes = bytes, .place = "sbom.json"};
}
Found signature(const nlohmann::json& bundle, const std::string& ending = ".sigstore.json") {
  return {.kind = MaterialKind::signature, .bytes = bundle.dump(), .place = "sbom.json" + ending};
}
Found raw_signature(const test::TestKey& key, const std::string& certificate = {}) {
  Found found{.kind = MaterialKind::raw_signature,
              .bytes = base64_encoded(test::sign(key, sbom)),
              .place = "sbom.json.sig"};
  if (!certificate.empty()) found.annotations.emplace(beside_certificate, certificate);
  return found;
}
Found signed_by(const test::LeafOptions& options = {}, const std::string& bytes = sbom) {
  return signature(test::sigstore().document_bundle(bytes, options));
}

// A document at an address; of which image it must be, where that is configured.
struct Beside {
  test::TempFolder folder;
  VerifyRequest request;
  Beside() {
    request = {
        .asked = address,
        .trust = {.trusted_root = folder.put("/trusted_root.json",
                                             test::sigstore().trust_root_without_logs().dump())},
        .platform = "linux/amd64",
        .now = test::made_at + 3600};
  }
  Beside& of_image() {
    request.asked = address + '#' + digest;
    return *this;
  }
  Beside& pin() {
    request.trust.signer = {.identity = test::LeafOptions().identity,
                            .issuer = test::LeafOptions().issuer};
    return *this;
  }
  Beside& pin(const test::TestKey& key) {
    request.trust.trusted_root.clear();
    request.trust.signer.keys = {folder.put("/cosign.pub", test::public_pem(key))};
    return *this;
  }

  Result<VerifiedReference> verify(const std::vector<Found>& parts) const {
    std::string own = sbom;
    for (const Found& part : parts)
      if (part.kind == MaterialKind::document) own = part.bytes;
    std::string bytes =
        material_header({.asked = request.asked,
                         .digest = request.asked == address ? "sha256:" + sha256_hex(own) : digest,
                         .platform = "linux/amd64",
                         .fetched_at = "2026-11-22T12:00:00Z"});
    for (const Found& part : parts)
      bytes += material_part({.kind = part.kind,
                              .place = part.place,
                              .annotations = part.annotations,
                              .bytes = part.bytes.size()}) +
               part.bytes;
    bytes += material_end(parts.size());
    WholeText source(bytes, 1000);
    return verify_material(source, request);
  }
  Error refused(const std::vector<Found>& parts) const {
    const auto result = verify(parts);
    REQUIRE_FALSE(result.has_value());
    return result.error();
  }
};

bool says(const Reference& reference, const std::string& words) {
  return std::ranges::any_of(reference.proof.remarks, [&](const std::string& remark) {
    return remark.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("beside a document: a signature of its bytes by the pinned signer vouches for it") {
  Beside beside;
  const auto result = beside.pin().verify({signed_by(), document()});
  REQUIRE(result.has_value());
  const Reference& reference = result->reference;
  CHECK(reference.verification == Verification::verified);
  CHECK(reference.inventory.components.size() == 1);
  CHECK(reference.proof.signer == test::LeafOptions().identity);
  CHECK(reference.proof.signed_at == "2026-11-20T12:00:01Z");
  CHECK(reference.proof.image.empty());
  CHECK(reference.proof.found == 1);
  CHECK(reference.proof.remarks ==
        std::vector<std::string>{"what is signed is the document itself, not an image"});
}

TEST_CASE("beside a document: with nobody pinned its signer is named, and what would pin it") {
  const auto result = Beside().verify({signed_by(), document()});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::signer_not_pinned);
  REQUIRE(result->pins.size() == 2);
  CHECK(result->pins[0].second == test::LeafOptions().identity);
  Beside later;
  later.request.last_signer = attest::SignerName{.identity = "before@example.org", .issuer = "x"};
  CHECK(later.refused({signed_by(), document()}).code == ErrorCode::unverified);
}

TEST_CASE("beside a document: a key of each kind signs its bytes") {
  for (const std::string kind : {"P-256", "P-384", "ED25519", "RSA-2048"}) {
    const test::TestKey key = test::make_key(kind);
    Beside beside;
    const auto result = beside.pin(key).verify(
        {signature(test::Sigstore::key_document_bundle(sbom, key)), document()});
    INFO(kind);
    REQUIRE(result.has_value());
    CHECK(result->reference.verification == Verification::verified);
    CHECK(result->reference.proof.signer.find("cosign.pub") != std::string::npos);
    const test::TestKey other = test::make_key(kind);
    CHECK(Beside()
              .pin(other)
              .refused({signature(test::Sigstore::key_document_bundle(sbom, key)), document()})
              .code == ErrorCode::unverified);
  }
}

TEST_CASE(
    "beside a document: a raw signature by the configured key vouches for it, and for no time") {
  const test::TestKey key = test::make_key("P-256");
  Beside beside;
  const auto result = beside.pin(key).verify({raw_signature(key), document()});
  REQUIRE(result.has_value());
  const Reference& reference = result->reference;
  CHECK(reference.verification == Verification::verified);
  CHECK(reference.proof.signer.find("cosign.pub") != std::string::npos);
  CHECK(reference.proof.signed_at.empty());
  CHECK(says(reference, "nothing says when it was signed"));
  CHECK(says(reference, "what is signed is the document itself, not an image"));
  Beside require;
  require.pin(key).request.trust.verify = VerifyMode::require;
  CHECK(require.verify({raw_signature(key), document()}).has_value());
}

TEST_CASE("beside a document: a raw signature that is not believed leaves nothing unsigned") {
  const test::TestKey key = test::make_key("P-256");
  const auto words = [](const Beside& beside, const std::vector<Found>& parts) {
    const Error error = beside.refused(parts);
    CHECK(error.code == ErrorCode::unverified);
    CHECK(error.message.find("unsigned") == std::string::npos);
    return error.message;
  };
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  Beside other_key;
  other_key.pin(test::make_key("P-256"));
  CHECK(has(words(other_key, {raw_signature(key), document()}), "by this key"));
  Beside other_bytes;
  other_bytes.pin(key);
  CHECK(has(words(other_bytes, {raw_signature(key), document(sbom + ' ')}), "by this key"));
  // No trust root is needed to say so.
  Beside nobody;
  nobody.request.trust.trusted_root = nobody.folder.path() + "/none";
  CHECK(has(words(nobody, {raw_signature(key), document()}), "no key is configured"));
  CHECK(has(words(nobody, {raw_signature(key, "x"), document()}), "no transparency log"));
  Beside identity;
  CHECK(has(words(identity.pin(), {raw_signature(key, "x"), document()}), "no transparency log"));
}

TEST_CASE("beside a document: a raw signature and a bundle, each by whom it is") {
  const test::TestKey key = test::make_key("P-256");
  Beside beside;
  const auto result = beside.pin().verify({raw_signature(key), signed_by(), document()});
  REQUIRE(result.has_value());
  CHECK(result->reference.proof.signer == test::LeafOptions().identity);
  CHECK(result->reference.proof.found == 2);
  CHECK(result->reference.proof.verified == 1);
  Beside off;
  off.request.trust.verify = VerifyMode::off;
  CHECK(off.verify({raw_signature(key), document()}).value().reference.verification ==
        Verification::not_checked);
}

TEST_CASE("beside a document: what is there and is not of these bytes has nothing taken") {
  const std::string other = test::small_sbom({{"libssl3", "3.0.15-1"}});
  for (const bool is_pinned : {false, true}) {
    Beside beside;
    if (is_pinned) beside.pin();
    // Of other bytes; of other bytes with the digest of these; by somebody else.
    nlohmann::json moved = test::sigstore().document_bundle(other);
    moved["messageSignature"]["messageDigest"] =
        test::sigstore().document_bundle(sbom)["messageSignature"]["messageDigest"];
    CHECK(beside.refused({signed_by({}, other), document()}).code == ErrorCode::unverified);
    CHECK(beside.refused({signature(moved), document()}).code == ErrorCode::unverified);
    CHECK(beside.refused({signature({{"verificationMaterial", 1}}), document()}).code ==
          ErrorCode::unverified);
    // Of a document that is not there, and behind it.
    CHECK(beside.refused({signed_by()}).code == ErrorCode::unverified);
    CHECK(beside.refused({document(), signed_by()}).code == ErrorCode::unverified);
  }
  Beside beside;
  CHECK(beside.pin().refused({signed_by({.identity = "mallory@example.org"}), document()}).code ==
        ErrorCode::unverified);
}

TEST_CASE("beside a document: a statement is none of its signatures") {
  const auto error = Beside().refused(
      {signature(test::sigstore().stamped_bundle(test::sbom_statement(packages, sha256_hex(sbom)))),
       document()});
  CHECK(error.code == ErrorCode::unverified);
  CHECK(error.message.find("no signature of a document") != std::string::npos);
}

TEST_CASE("beside a document: one signature that is believed does, and the other is told") {
  Beside beside;
  const auto result = beside.pin().verify(
      {signed_by({.identity = "mallory@example.org"}), signed_by(), document()});
  REQUIRE(result.has_value());
  CHECK(result->reference.proof.signer == test::LeafOptions().identity);
  CHECK(result->reference.proof.found == 2);
  CHECK(result->reference.proof.verified == 1);
  CHECK(says(result->reference, "not believed"));
}

TEST_CASE("beside a document: require asks for a signature, off looks at none and says so") {
  Beside require;
  require.pin().request.trust.verify = VerifyMode::require;
  CHECK(require.verify({signed_by(), document()}).has_value());
  CHECK(require.refused({document()}).code == ErrorCode::unverified);
  Beside off;
  off.request.trust.verify = VerifyMode::off;
  const auto unchecked = off.verify({signed_by({}, "other bytes"), document()});
  REQUIRE(unchecked.has_value());
  CHECK(unchecked->reference.verification == Verification::not_checked);
  CHECK(unchecked->reference.proof.signer.empty());
  CHECK(off.verify({document()}).value().reference.verification == Verification::none);
}

TEST_CASE("beside a document: of which image it is, is told, and must be the configured one") {
  const std::string of_ours = sbom_of("registry.example/api@" + digest);
  const std::string of_another = sbom_of("registry.example/api@sha256:" + std::string(64, 'c'));
  Beside beside;
  beside.pin().of_image();
  const auto named = beside.verify({signed_by({}, of_ours), document(of_ours)});
  REQUIRE(named.has_value());
  CHECK(says(named->reference, "the document says that it is of the configured one"));
  const auto silent = beside.verify({signed_by(), document()});
  REQUIRE(silent.has_value());
  CHECK(says(silent->reference, "nothing says that it is of the configured image"));
  const Error other = beside.refused({signed_by({}, of_another), document(of_another)});
  CHECK(other.code == ErrorCode::unverified);
  CHECK(other.message.find("the SBOM says that it is of sha256:ccc") != std::string::npos);

  Beside unsigned_one;
  unsigned_one.of_image();
  CHECK(unsigned_one.refused({document(of_another)}).code == ErrorCode::unverified);
  CHECK(says(unsigned_one.verify({document()}).value().reference, "nothing says that it is of"));
  CHECK(unsigned_one.verify({document(of_ours)}).value().reference.proof.remarks.empty());
}

TEST_CASE("beside a document: as many signatures as are looked at, and one more") {
  std::vector<Found> parts(attest::limits::document_signatures, signed_by());
  parts.push_back(document());
  CHECK(Beside().pin().verify(parts).has_value());
  parts.insert(parts.begin(), signed_by());
  CHECK(Beside().pin().refused(parts).code == ErrorCode::too_large);
}

TEST_CASE("beside a document: one that cannot be read is said to be, and is not none") {
  const Error error = Beside().refused({document("{}")});
  CHECK(error.code == ErrorCode::unverified);
  CHECK(error.message.find("the SBOM in it") != std::string::npos);
}

TEST_CASE("beside a document: one that is packed is signed as it is") {
  // `printf ... | gzip -n` of "{}": what is in it is told, so it was unpacked.
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00",
      22);
  Beside beside;
  const Error error = beside.pin().refused({signed_by({}, packed), document(packed)});
  CHECK(error.message.find("the SBOM in it") != std::string::npos);
  CHECK(error.message.find("unpack") == std::string::npos);
}

TEST_CASE("beside a document: a bundle alone says that the image's digest belongs behind it") {
  const Found bundle{.bytes =
                         test::sigstore().stamped_bundle(test::sbom_statement(packages)).dump()};
  Beside beside;
  CHECK(beside.pin().refused({bundle}).message.find("#sha256:") != std::string::npos);
  const auto named = Beside().pin().of_image().verify({bundle});
  REQUIRE(named.has_value());
  CHECK(named->reference.verification == Verification::verified);
}
