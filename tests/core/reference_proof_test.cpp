#include "core/reference_proof.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

using namespace prodparity;

TEST_CASE("reference proof: whose word it is, in words") {
  const ReferenceProof proof{.signer = "https://github.com/acme/api/release.yml@refs/heads/main",
                             .signed_at = "2026-11-20T08:00:00Z",
                             .found = 3,
                             .verified = 3,
                             .agreeing = 3};
  CHECK(
      proof_words(Verification::verified, proof) ==
      "signed by https://github.com/acme/api/release.yml@refs/heads/main on 2026-11-20, verified; "
      "3 of 3 attestations agree");
  CHECK(proof_words(Verification::signer_not_pinned, {.signer = "me", .found = 1}) ==
        "signed by me, signature verified, signer not pinned");
  CHECK(proof_words(Verification::unsigned_image, {}) == "image, unsigned");
  CHECK(proof_words(Verification::none, {}) == "unsigned");
}

TEST_CASE("reference proof: what a reference is, with each remark on a line of its own") {
  const Reference reference{
      .format = "CycloneDX 1.6",
      .verification = Verification::verified,
      .proof = {.asked = "registry.example/api:main", .signer = "me", .remarks = {"one", "two"}}};
  CHECK(reference_words(reference) ==
        "registry.example/api:main\n  CycloneDX 1.6, 0 components, signed by me, verified\n"
        "  one\n  two\n");
}

TEST_CASE("reference proof: there and back as JSON; none is null") {
  const ReferenceProof proof{.asked = "registry.example/api:main",
                             .image = "registry.example/api@sha256:ab",
                             .signer = "me",
                             .issuer = "https://issuer.example",
                             .signed_at = "2026-11-20T08:00:00Z",
                             .fetched_at = "2026-11-22T12:00:00Z",
                             .found = 3,
                             .verified = 2,
                             .agreeing = 1,
                             .remarks = {"two others say something else"}};
  CHECK(proof_of(proof_json(proof)) == proof);
  CHECK(proof_json({}).is_null());
  CHECK(proof_words_at(
            {{"verification", "verified"}, {"proof", proof_json({.signer = "a\x1b[31mb"})}})
            .find('\x1b') == std::string::npos);
}

TEST_CASE("reference proof: what a file says of its own proof is nobody's word") {
  Reference reference;
  reference.verification = Verification::verified;
  reference.proof = {.signer = "me", .found = 3};
  forget_proof(reference);
  CHECK(reference.verification == Verification::none);
  CHECK(reference.proof.signer.empty());
  CHECK(reference.proof.remarks.size() == 1);
  Reference plain;
  forget_proof(plain);
  CHECK(plain == Reference());
}
