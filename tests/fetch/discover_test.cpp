#include "fetch/discover.h"

#include "core/registry/limits.h"
#include "core/registry/platform.h"
#include "fetch/registry.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::LayerKind;

constexpr std::string_view bundle_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
constexpr std::string_view envelope_type = "application/vnd.dsse.envelope.v1+json";
constexpr std::string_view statement_type = "application/vnd.in-toto+json";

// An image for two platforms behind one tag, ours being linux/amd64.
struct Repository {
  FakeRegistry fake;
  std::string ours = fake.put_manifest(FakeRegistry::manifest_of(
      R"({"mediaType":"layer","digest":")" + registry::digest_of("layer") + R"(","size":5})"));
  std::string others = fake.put_manifest(FakeRegistry::manifest_of(""));
  std::string in_index = image(ours, "amd64") + ',' + image(others, "arm64");
  std::string index = put_index();
  std::vector<Attestation> found;

  static std::string image(const std::string& digest, std::string_view architecture) {
    return FakeRegistry::descriptor(
        registry::oci_manifest, digest, 1,
        R"(,"platform":{"os":"linux","architecture":")" + std::string(architecture) + R"("})");
  }
  std::string put_index() {
    return fake.put_manifest(FakeRegistry::index_of(in_index), "main", registry::oci_index);
  }

  std::string refer(const std::string& subject, const std::string& bytes,
                    std::string_view type = bundle_type, std::string_view more = {}) {
    return fake.put_manifest(FakeRegistry::manifest_of(
        fake.put_blob(bytes, type, more),
        R"(,"subject":)" + FakeRegistry::descriptor(registry::oci_manifest, subject, 1)));
  }
  void put_legacy(const std::string& subject, const std::string& layers) {
    fake.put_manifest(FakeRegistry::manifest_of(layers), "sha256-" + subject.substr(7) + ".att");
  }
  // BuildKit's: within the index, about one of its manifests.
  std::string put_within(const std::string& about, const std::string& bytes) {
    const std::string digest =
        fake.put_manifest(FakeRegistry::manifest_of(fake.put_blob(bytes, statement_type)));
    in_index +=
        ',' +
        FakeRegistry::descriptor(
            registry::oci_manifest, digest, 1,
            R"(,"platform":{"os":"unknown","architecture":"unknown"},"annotations":{)"
            R"("vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":")" +
                about + R"("})");
    index = put_index();
    return digest;
  }

  Result<Discovered> run(bool statements = false, const std::string& name = "main") {
    found.clear();
    RegistryStore store(fake, *registry::image_place("registry.example/acme/api:main"));
    return discover(
        store, name,
        {.platform = *registry::parse_platform("linux/amd64"), .statements = statements},
        [&](Attestation attestation) {
          found.push_back(std::move(attestation));
          return Result<void>();
        });
  }
  std::vector<std::string> bytes() const {
    std::vector<std::string> all;
    for (const Attestation& attestation : found)
      all.push_back(attestation.bytes);
    std::ranges::sort(all);
    return all;
  }
};

std::string at(std::string_view path) {
  return std::string(FakeRegistry::repository) + std::string(path);
}

}  // namespace

TEST_CASE("discover: an image without any attestation is no failure, and no attestation") {
  Repository repository;
  const auto found = repository.run();
  REQUIRE(found.has_value());
  CHECK(found->digest == repository.index);
  CHECK(found->platform_digest == repository.ours);
  CHECK(found->image.layers.front().media_type == "layer");
  CHECK(found->attestations == 0);
  CHECK(found->unread.empty());
  CHECK(repository.fake.requests.size() == 6);
}

TEST_CASE("discover: what hangs on the index and on our platform's manifest, not on others") {
  Repository repository;
  repository.refer(repository.index, "on the index");
  const std::string manifest = repository.refer(repository.ours, "on ours");
  repository.refer(repository.others, "on another");
  const auto found = repository.run();
  REQUIRE(found.has_value());
  CHECK(found->attestations == 2);
  CHECK(repository.bytes() == std::vector<std::string>{"on ours", "on the index"});
  CHECK(repository.found.back() == Attestation{.kind = LayerKind::bundle,
                                               .bytes = "on ours",
                                               .annotations = {},
                                               .subject = repository.ours,
                                               .place = "registry.example/acme/api@" + manifest});
}

TEST_CASE("discover: at most six requests and two for each attestation") {
  Repository repository;
  for (int i = 0; i < 10; ++i)
    repository.refer(i % 2 == 0 ? repository.index : repository.ours, std::to_string(i));
  CHECK(repository.run()->attestations == 10);
  CHECK(repository.fake.requests.size() == 6 + 2 * 10);
}

TEST_CASE("discover: an image that is no index has one digest to ask for") {
  Repository repository;
  repository.refer(repository.ours, "on ours");
  const auto found = repository.run(false, repository.ours);
  CHECK(found->digest == repository.ours);
  CHECK(found->platform_digest.empty());
  CHECK(found->attestations == 1);
  CHECK(repository.fake.requests.size() == 5);
}

TEST_CASE("discover: cosign 1 and 2's tag, with what its layers are marked with") {
  Repository repository;
  const std::string marks =
      R"(,"annotations":{"dev.sigstore.cosign/certificate":"PEM","predicateType":"p"})";
  repository.put_legacy(repository.index, repository.fake.put_blob("one", envelope_type, marks) +
                                              ',' + repository.fake.put_blob("two", envelope_type) +
                                              ',' +
                                              repository.fake.put_blob("else", "text/spdx+json"));
  CHECK(repository.run()->attestations == 2);
  CHECK(repository.bytes() == std::vector<std::string>{"one", "two"});
  CHECK(repository.found.front().kind == LayerKind::envelope);
  CHECK(registry::annotation(repository.found.front().annotations,
                             "dev.sigstore.cosign/certificate") == "PEM");
}

// cosign#4641: fallback indexes with a wrong artifactType and no annotations.
TEST_CASE("discover: what a list says about its entries is not believed") {
  Repository repository;
  repository.fake.has_referrers = false;
  const std::string manifest = repository.refer(repository.index, "unmarked");
  repository.fake.put_manifest(FakeRegistry::index_of(FakeRegistry::descriptor(
                                   registry::oci_manifest, manifest, 1,
                                   R"(,"artifactType":"application/vnd.cncf.notary.signature")")),
                               "sha256-" + repository.index.substr(7), registry::oci_index);
  CHECK(repository.run()->attestations == 1);
}

TEST_CASE("discover: of what refers to the image only attestations are read") {
  Repository repository;
  repository.refer(repository.index, "jws", "application/jose+json");
  CHECK(repository.run()->attestations == 0);
  const auto asked = repository.fake.asked();
  CHECK(std::ranges::find(asked, "blobs/" + registry::digest_of("jws")) == asked.end());
}

TEST_CASE("discover: unsigned statements within the index only where they are asked for") {
  Repository repository;
  repository.put_within(repository.ours, "ours");
  repository.put_within(repository.others, "another's");
  auto found = repository.run();
  CHECK(found->attestations == 0);
  CHECK(found->statements_left == 1);
  found = repository.run(true);
  CHECK(found->statements_left == 0);
  CHECK(repository.bytes() == std::vector<std::string>{"ours"});
  CHECK(repository.found.front().kind == LayerKind::statement);
  CHECK(repository.found.front().subject == repository.ours);
}

// BuildKit of 2026 names a subject, so that it is in the list as well.
TEST_CASE("discover: what is named in two places is read once") {
  Repository repository;
  const std::string manifest = repository.refer(repository.ours, "ours", statement_type);
  repository.in_index +=
      ',' + FakeRegistry::descriptor(
                registry::oci_manifest, manifest, 1,
                R"(,"annotations":{"vnd.docker.reference.type":"attestation-manifest",)"
                R"("vnd.docker.reference.digest":")" +
                    repository.ours + R"("})");
  repository.index = repository.put_index();
  CHECK(repository.run(true)->attestations == 1);
  CHECK(repository.run(false)->statements_left == 1);
}

TEST_CASE("discover: an index within the index is followed, a third one not") {
  Repository repository;
  const auto wrap = [&](const std::string& digest) {
    return repository.fake.put_manifest(
        FakeRegistry::index_of(FakeRegistry::descriptor(registry::oci_index, digest, 1)), {},
        registry::oci_index);
  };
  const std::string once = wrap(repository.index);
  CHECK(repository.run(false, once)->platform_digest == repository.ours);
  const auto twice = repository.run(false, wrap(once));
  REQUIRE(twice.has_value());
  CHECK(twice->no_image->code == ErrorCode::too_deep);
  CHECK(twice->platform_digest.empty());
}

TEST_CASE(
    "discover: an index without our platform still has its attestations, and says what is there") {
  Repository repository;
  repository.in_index = Repository::image(repository.others, "arm64");
  repository.index = repository.put_index();
  repository.refer(repository.index, "on the index");
  const auto found = repository.run();
  REQUIRE(found.has_value());
  CHECK(found->no_image->code == ErrorCode::not_found);
  CHECK(found->no_image->message == "there is no image for linux/amd64, only for linux/arm64");
  CHECK(found->attestations == 1);
}

TEST_CASE("discover: what is named and gone, or broken, is told, and the rest is read") {
  Repository repository;
  repository.refer(repository.index, "whole");
  const std::string gone = repository.refer(repository.index, "gone");
  repository.fake.answer(at("manifests/" + gone), {.status = 404});
  const std::string broken = repository.refer(repository.index, "broken");
  repository.fake.answer(at("blobs/" + registry::digest_of("broken")),
                         {.status = 200, .body = "brokeX"});
  const auto found = repository.run();
  REQUIRE(found.has_value());
  CHECK(found->attestations == 1);
  REQUIRE(found->unread.size() == 2);
  std::vector<ErrorCode> codes{found->unread[0].code, found->unread[1].code};
  std::ranges::sort(codes);
  CHECK(codes == std::vector<ErrorCode>{ErrorCode::malformed, ErrorCode::not_found});
}

// What cannot be reached may be the one that counts: its absence is not "none there".
TEST_CASE("discover: not reached and no access, wherever, end it as what they are") {
  const std::string blob = registry::digest_of("bytes");
  for (const ErrorCode code : {ErrorCode::io, ErrorCode::timed_out, ErrorCode::denied}) {
    Repository original;
    const std::string manifest = original.refer(original.index, "bytes");
    for (const std::string& path : {std::string("manifests/main"), "manifests/" + original.ours,
                                    "referrers/" + original.index, "referrers/" + original.ours,
                                    "manifests/sha256-" + original.index.substr(7) + ".att",
                                    "manifests/" + manifest, "blobs/" + blob}) {
      Repository repository;
      repository.refer(repository.index, "bytes");
      repository.fake.fail(at(path), code);
      const auto found = repository.run();
      REQUIRE_FALSE(found.has_value());
      CHECK(found.error().code == code);
    }
  }
  Repository none;
  CHECK(none.run(false, "other").error().code == ErrorCode::not_found);
}

TEST_CASE("discover: the bound of one attestation, and of how many") {
  Repository repository;
  const auto large = [&](std::size_t size) {
    const std::string name = std::to_string(size);
    repository.put_legacy(repository.index,
                          FakeRegistry::descriptor(envelope_type, registry::digest_of(name), size));
    return repository.run();
  };
  CHECK(large(registry::limits::attestation_bytes)->unread.front().code ==
        ErrorCode::not_found);  // asked for
  CHECK(large(registry::limits::attestation_bytes + 1)->unread.front().code ==
        ErrorCode::too_large);
  CHECK(large(registry::limits::all_attestations_bytes)->unread.front().code ==
        ErrorCode::too_large);
  CHECK(large(registry::limits::all_attestations_bytes + 1)->left_out == 1);
  std::string layers = repository.fake.put_blob("0", envelope_type);
  for (std::size_t i = 1; i < registry::limits::attestations; ++i)
    layers += ',' + repository.fake.put_blob(std::to_string(i), envelope_type);
  repository.put_legacy(repository.index, layers);
  CHECK(repository.run()->attestations == registry::limits::attestations);
  CHECK(repository.run()->left_out == 0);
  repository.put_legacy(repository.index,
                        layers + ',' + repository.fake.put_blob("more", envelope_type));
  CHECK(repository.run()->attestations == registry::limits::attestations);
  CHECK(repository.run()->left_out == 1);
}

TEST_CASE("discover: the sink's failure is the result") {
  Repository repository;
  repository.refer(repository.index, "bytes");
  RegistryStore store(repository.fake, *registry::image_place("registry.example/acme/api:main"));
  const auto found =
      discover(store, "main", {.platform = *registry::parse_platform("linux/amd64")},
               [](Attestation) -> Result<void> {
                 return Error{.code = ErrorCode::busy, .message = "the pipe is closed", .path = {}};
               });
  CHECK(found.error().code == ErrorCode::busy);
}

}  // namespace prodparity::fetch
