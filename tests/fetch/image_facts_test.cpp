// What is known of an image beside its packages, as it comes with a whole material.
#include "fetch/image_facts.h"

#include "fetch/verify.h"
#include "tests/support/catch.h"
#include "tests/support/fetched.h"
#include "tests/support/image_documents.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using test::Found;
using test::ImageDocuments;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"}};
const std::string diff_id = "sha256:" + std::string(64, '1');
const ImageDocuments image(
    R"({"architecture":"amd64","os":"linux","config":{"User":"app","Env":["PATH=/usr/bin","TOKEN=x",)"
    R"("TZ=UTC"]},"rootfs":{"type":"layers","diff_ids":[")" +
    diff_id + R"("]}})");
const std::string left_out =
    "what its image is configured with is left out: no manifest is there that ties it to the image";

Found manifest(const std::string& bytes) {
  return {.kind = MaterialKind::manifest, .bytes = bytes};
}
Found config(const std::string& bytes = image.config) {
  return {.kind = MaterialKind::image_config, .bytes = bytes};
}
Found sbom_of(const std::string& digest) {
  return test::signed_sbom(packages, {}, digest.substr(7));
}

// A material of the image, and what is believed of it.
struct OfImage {
  test::TempFolder folder;
  MaterialHeader header{.asked = "registry.example/api:main",
                        .image = "registry.example/api",
                        .digest = image.index_digest(),
                        .platform_digest = image.manifest_digest(),
                        .platform = "linux/amd64",
                        .fetched_at = "2026-11-22T12:00:00Z"};

  Result<VerifiedReference> verify(const std::vector<Found>& parts) const {
    std::string bytes = material_header(header);
    for (const Found& part : parts)
      bytes += material_part({.kind = part.kind, .place = part.place, .bytes = part.bytes.size()}) +
               part.bytes;
    bytes += material_end(parts.size());
    WholeText source(bytes, 1000);
    return verify_material(source, {.asked = header.asked,
                                    .trust = {.signer = {.identity = test::LeafOptions().identity,
                                                         .issuer = test::LeafOptions().issuer},
                                              .trusted_root = test::root_file(folder)},
                                    .platform = "linux/amd64",
                                    .now = test::made_at + 3600});
  }
  ErrorCode code(const std::vector<Found>& parts) const {
    const auto result = verify(parts);
    return result ? ErrorCode::empty : result.error().code;
  }
};

std::vector<std::string> facts_of(const Result<VerifiedReference>& result) {
  REQUIRE(result.has_value());
  std::vector<std::string> facts;
  for (const Fact& fact : result->reference.inventory.facts)
    if (fact.kind == "image")
      facts.push_back(fact.name + '=' + fact.value + " of " + fact.evidence.path);
  return facts;
}

std::vector<std::string> remarks_of(const Result<VerifiedReference>& result) {
  REQUIRE(result.has_value());
  return result->reference.proof.remarks;
}

}  // namespace

TEST_CASE("image facts: what the image's configuration says is kept, its secrets are not") {
  const OfImage of;
  const std::string& digest = image.index_digest();
  const auto result =
      of.verify({manifest(image.index), manifest(image.manifest), config(), sbom_of(digest)});
  CHECK(facts_of(result) == std::vector<std::string>{"diff_id 0=" + diff_id + " of " + digest,
                                                     "environment PATH=/usr/bin of " + digest,
                                                     "environment TZ=UTC of " + digest,
                                                     "user=app of " + digest});
  CHECK(remarks_of(result).empty());
}

TEST_CASE("image facts: an image in no index has them as well") {
  OfImage of;
  of.header.digest = image.manifest_digest();
  of.header.platform_digest.clear();
  const auto result =
      of.verify({manifest(image.manifest), config(), sbom_of(image.manifest_digest())});
  CHECK(facts_of(result).size() == 4);
}

TEST_CASE("image facts: another configuration, manifest or index is refused with all else") {
  const OfImage of;
  const Found sbom = sbom_of(image.index_digest());
  const ImageDocuments other(R"({"architecture":"amd64","os":"linux","config":{"User":"root"}})");
  CHECK(of.code({manifest(image.index), manifest(image.manifest), config(), sbom}) ==
        ErrorCode::empty);
  CHECK(of.code({manifest(image.index), manifest(image.manifest), config(other.config), sbom}) ==
        ErrorCode::unverified);
  CHECK(of.code({manifest(image.index), manifest(other.manifest), config(other.config), sbom}) ==
        ErrorCode::unverified);
  CHECK(of.code({manifest(other.index), manifest(other.manifest), config(other.config), sbom}) ==
        ErrorCode::unverified);
  // Behind what it would tie, or twice.
  CHECK(of.code({sbom, manifest(other.index)}) == ErrorCode::unverified);
  CHECK(of.code({manifest(image.index), manifest(image.manifest), config(), config(other.config),
                 sbom}) == ErrorCode::unverified);
  OfImage elsewhere;
  elsewhere.header.platform_digest = other.manifest_digest();
  CHECK(elsewhere.code({manifest(image.index), manifest(image.manifest), config(), sbom}) ==
        ErrorCode::unverified);
}

TEST_CASE(
    "image facts: a configuration that nothing ties to the image is left out, and that told") {
  const OfImage of;
  const Found sbom = sbom_of(image.index_digest());
  for (const std::vector<Found>& parts : {std::vector<Found>{config(), sbom},
                                          {manifest(image.index), config(), sbom},
                                          {sbom, config()}}) {
    const auto result = of.verify(parts);
    CHECK(facts_of(result).empty());
    CHECK(remarks_of(result) == std::vector<std::string>{left_out});
  }
}

TEST_CASE("image facts: out of a bundle they are the image's where it has its manifests") {
  OfImage of;
  of.header.bundle = "/srv/api.bundle";
  const std::string own_word =
      "out of the bundle /srv/api.bundle: which image it is of and when it was fetched are its own "
      "word";
  const Found sbom = sbom_of(image.index_digest());
  const auto whole = of.verify({manifest(image.index),
                                manifest(image.manifest),
                                config(),
                                {.kind = MaterialKind::policy, .bytes = "no policy"},
                                {.kind = MaterialKind::trusted_root, .bytes = "no root"},
                                {.kind = MaterialKind::key, .bytes = "no key"},
                                sbom});
  CHECK(facts_of(whole).size() == 4);
  CHECK(facts_of(whole)[3] == "user=app of " + image.index_digest());
  CHECK(whole->reference.verification == Verification::verified);
  CHECK(whole->reference.proof.found == 1);
  CHECK(remarks_of(whole) == std::vector<std::string>{own_word});
  const auto earlier = of.verify({config(), sbom});
  CHECK(facts_of(earlier).empty());
  CHECK(remarks_of(earlier) == std::vector<std::string>{own_word, left_out});
}

TEST_CASE("image facts: what a bundle says that its image was built from is called its own word") {
  OfImage of;
  const Found provenance{
      .kind = MaterialKind::statement,
      .bytes =
          R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"_","digest":{"sha256":")" +
          std::string(64, 'a') +
          R"("}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{)"
          R"("resolvedDependencies":[{"uri":"pkg:docker/debian@12","digest":{"sha256":")" +
          std::string(64, 'd') + R"("}}]}}})"};
  const Found sbom = sbom_of(image.index_digest());
  CHECK(facts_of(of.verify({provenance, sbom})).size() == 2);
  CHECK(facts_of(of.verify({provenance, sbom}))[0].ends_with(" of referrer"));
  CHECK(remarks_of(of.verify({provenance, sbom})).empty());
  of.header.bundle = "/srv/api.bundle";
  CHECK(facts_of(of.verify({provenance, sbom}))[0].ends_with(" of /srv/api.bundle"));
  CHECK(remarks_of(of.verify({provenance, sbom})).back() ==
        "what its image was built from is the bundle's own word");
}

TEST_CASE("image facts: a statement of a platform's manifest is of an image whose index lists it") {
  OfImage of;
  const Found sbom = sbom_of(image.manifest_digest());
  const std::vector<Found> tied{manifest(image.index), manifest(image.manifest), sbom};
  CHECK(of.code(tied) == ErrorCode::empty);
  // By a tag the image is the material's own word, whole or not.
  CHECK(of.code({sbom}) == ErrorCode::empty);
  of.header.asked = "registry.example/api@" + image.index_digest();
  CHECK(of.code(tied) == ErrorCode::empty);
  const auto alone = of.verify({sbom});
  REQUIRE_FALSE(alone.has_value());
  CHECK(alone.error().code == ErrorCode::unverified);
  CHECK(alone.error().message.find("export the bundle, again") != std::string::npos);
  CHECK(of.code({sbom, manifest(image.index), manifest(image.manifest)}) == ErrorCode::unverified);
  // Another image's, signed by the right one, under the digest that was asked for.
  const ImageDocuments other(R"({"architecture":"amd64"})");
  of.header.platform_digest = other.manifest_digest();
  const Found others = sbom_of(other.manifest_digest());
  CHECK(of.code({others}) == ErrorCode::unverified);
  CHECK(of.code({manifest(image.index), others}) == ErrorCode::unverified);
  CHECK(of.code({manifest(image.index), manifest(image.manifest), others}) ==
        ErrorCode::unverified);
}
