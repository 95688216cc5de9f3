#include "fetch/verify.h"

#include "tests/support/catch.h"
#include "tests/support/fetched.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using test::Found;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"},
                                                    {"zlib1g", "1:1.2.13"}};
const std::vector<test::NameAndVersion> older = {{"libssl3", "3.0.15-1"}, {"zlib1g", "1:1.2.13"}};

struct Asked {
  test::TempFolder folder;
  VerifyRequest request;
  Asked() {
    request = {.asked = "registry.example/api:main",
               .trust = {.trusted_root = test::root_file(folder)},
               .platform = "linux/amd64",
               .now = test::made_at + 3600};
  }
  void pin() {
    request.trust.signer = {.identity = test::LeafOptions().identity,
                            .issuer = test::LeafOptions().issuer};
  }
  Result<VerifiedReference> verify(const std::vector<Found>& parts) const {
    const std::string bytes = test::material(parts);
    WholeText source(bytes, 1000);
    return verify_material(source, request);
  }
  ErrorCode refused(const std::vector<Found>& parts) const {
    const auto result = verify(parts);
    REQUIRE_FALSE(result.has_value());
    return result.error().code;
  }
};

}  // namespace

TEST_CASE("fetched: a signed SBOM by the pinned signer is verified, and says by whom") {
  Asked asked;
  asked.pin();
  const auto result = asked.verify({test::signed_sbom(packages)});
  REQUIRE(result.has_value());
  const Reference& reference = result->reference;
  CHECK(reference.verification == Verification::verified);
  CHECK(reference.inventory.components.size() == 2);
  CHECK(reference.source == "registry.example/api:main");
  CHECK(reference.proof.image == "registry.example/api@" + test::image_digest);
  CHECK(reference.proof.signer == test::LeafOptions().identity);
  CHECK(reference.proof.signed_at == "2026-11-20T12:00:01Z");
  CHECK(reference.proof.found == 1);
  CHECK(result->pins.empty());
}

TEST_CASE("fetched: of a signed URL the signature is nowhere in what is told") {
  Asked asked;
  MaterialHeader header = test::header_of_image();
  header.image.clear();
  header.asked = asked.request.asked = "https://example.org/sbom.json?sig=secret";
  const auto verify = [&](const std::vector<Found>& parts) {
    const std::string bytes = test::material_of(header, parts);
    WholeText source(bytes);
    return verify_material(source, asked.request);
  };
  const auto result = verify({test::signed_sbom(packages)});
  REQUIRE(result.has_value());
  CHECK(result->reference.source == "https://example.org/sbom.json");
  CHECK(result->reference.proof.asked == "https://example.org/sbom.json");
  CHECK(verify({}).error().message.find("secret") == std::string::npos);
  header.asked = "https://example.org/other.json?sig=secret";
  CHECK(verify({}).error().message.find("secret") == std::string::npos);
}

TEST_CASE("fetched: with nobody pinned the signer is named, and what would pin it") {
  const Asked asked;
  const auto result = asked.verify({test::signed_sbom(packages)});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::signer_not_pinned);
  REQUIRE(result->pins.size() == 2);
  CHECK(result->pins[0].second == test::LeafOptions().identity);
}

TEST_CASE("fetched: what is there and not believed is no reference, and is not called none") {
  Asked asked;
  SECTION("another signer than the pinned one") {
    asked.pin();
    CHECK(asked.refused({test::signed_sbom(packages, {.identity = "somebody@example.org"})}) ==
          ErrorCode::unverified);
  }
  SECTION("of another image") {
    CHECK(asked.refused({test::signed_sbom(packages, {}, std::string(64, 'c'))}) ==
          ErrorCode::unverified);
  }
  SECTION("no bundle at all") {
    CHECK(asked.refused({{.bytes = "{}"}}) == ErrorCode::unverified);
  }
  SECTION("an unsigned one beside one that is refused is not taken in its place") {
    asked.request.trust.allow_unsigned = true;
    CHECK(asked.refused({{.bytes = "{}"},
                         {.kind = MaterialKind::statement,
                          .bytes = test::sbom_statement(packages)}}) == ErrorCode::unverified);
  }
  SECTION("signed by another one than in the last session") {
    asked.request.last_signer = attest::SignerName{.identity = "before@example.org", .issuer = "x"};
    CHECK(asked.refused({test::signed_sbom(packages)}) == ErrorCode::unverified);
  }
  SECTION("in the index, unsigned, and that is not allowed") {
    CHECK(asked.refused({{.kind = MaterialKind::statement,
                          .bytes = test::sbom_statement(packages)}}) == ErrorCode::unverified);
  }
}

TEST_CASE("fetched: none there is its own answer") {
  const Asked asked;
  CHECK(asked.refused({}) == ErrorCode::not_found);
  // Of something else than an SBOM.
  CHECK(asked.refused({{.bytes = test::sigstore()
                                     .bundle(test::sbom_statement(packages, test::image,
                                                                  "https://slsa.dev/provenance/v1"))
                                     .dump()}}) == ErrorCode::not_found);
}

TEST_CASE("fetched: about our platform's manifest in the index will do") {
  Asked asked;
  asked.pin();
  const auto result = asked.verify({test::signed_sbom(packages, {}, test::platform_digest)});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::verified);
}

TEST_CASE("fetched: of several the newest verified one, and how many agree") {
  Asked asked;
  asked.pin();
  std::vector<Found> parts = {test::signed_sbom(packages), test::signed_sbom(older),
                              test::signed_sbom(packages)};
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i].place = "referrer " + std::to_string(i);
  const auto result = asked.verify(parts);
  REQUIRE(result.has_value());
  CHECK(result->reference.proof.found == 3);
  CHECK(result->reference.proof.verified == 3);
  CHECK(result->reference.proof.agreeing == 2);
  CHECK_FALSE(result->reference.proof.remarks.empty());
}

TEST_CASE(
    "fetched: an unsigned statement and a plain SBOM are taken where that is allowed, and called "
    "so") {
  Asked asked;
  asked.request.trust.allow_unsigned = true;
  const auto statement =
      asked.verify({{.kind = MaterialKind::statement, .bytes = test::sbom_statement(packages)}});
  REQUIRE(statement.has_value());
  CHECK(statement->reference.verification == Verification::unsigned_statement);
  const Found document{.kind = MaterialKind::document, .bytes = test::small_sbom(packages)};
  MaterialHeader header = test::header_of_image();
  const auto verify = [&](const std::vector<Found>& parts) {
    const std::string bytes = test::material_of(header, parts);
    WholeText source(bytes);
    return verify_material(source, asked.request);
  };
  // Of an image a document is none, whoever hands it over.
  CHECK(verify({document}).error().code == ErrorCode::malformed);
  header.image.clear();
  CHECK(verify({document}).error().code == ErrorCode::malformed);
  header.asked = asked.request.asked = "https://example.org/sbom.json";
  const auto plain = verify({document});
  REQUIRE(plain.has_value());
  CHECK(plain->reference.verification == Verification::none);
  CHECK(plain->reference.proof.signer.empty());
  header.image = "registry.example/api";
  CHECK(verify({document}).error().code == ErrorCode::malformed);
}

TEST_CASE(
    "fetched: beside signed provenance the image's layers are taken, beside a refused one not") {
  Asked asked;
  const Found release{.kind = MaterialKind::package_file,
                      .bytes = "ID=debian\nVERSION_ID=\"12\"\n",
                      .place = "/etc/os-release"};
  const auto provenance = [](const std::string& about) {
    return Found{.bytes = test::sigstore()
                              .bundle(test::sbom_statement(packages, about,
                                                           "https://slsa.dev/provenance/v1"))
                              .dump()};
  };
  const auto result = asked.verify({provenance(test::image), release});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::unsigned_image);
  CHECK(result->reference.proof.signer.empty());
  CHECK(asked.refused({provenance(std::string(64, 'c')), release}) == ErrorCode::unverified);
  asked.pin();
  CHECK(asked.refused({provenance(test::image), release}) == ErrorCode::unverified);
}

TEST_CASE("fetched: with verify: off nothing is looked at, and that is said") {
  Asked asked;
  asked.request.trust.verify = VerifyMode::off;
  nlohmann::json bundle = test::sigstore().bundle(test::sbom_statement(packages));
  bundle["dsseEnvelope"]["signatures"][0]["sig"] = "AAAA";
  const auto result = asked.verify({{.bytes = bundle.dump()}});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::not_checked);
  asked.request.trust.verify = VerifyMode::automatic;
  CHECK(asked.refused({{.bytes = bundle.dump()}}) == ErrorCode::unverified);
}

TEST_CASE("fetched: a layer of cosign before 3 is verified by its annotations") {
  Asked asked;
  asked.pin();
  const test::Layer layer = test::sigstore().layer(test::sbom_statement(packages));
  const auto result =
      asked.verify({{.kind = MaterialKind::legacy,
                     .bytes = layer.bytes,
                     .annotations = {layer.annotations.begin(), layer.annotations.end()}}});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::verified);
}

TEST_CASE("fetched: a key signs as well, and is named by its file") {
  Asked asked;
  const test::TestKey key = test::make_key("P-256");
  asked.request.trust.trusted_root.clear();
  asked.request.trust.signer.keys = {asked.folder.put("/cosign.pub", test::public_pem(key))};
  const std::string envelope = test::envelope_of(test::sbom_statement(packages), key).dump();
  const auto result = asked.verify({{.kind = MaterialKind::envelope, .bytes = envelope}});
  REQUIRE(result.has_value());
  CHECK(result->reference.verification == Verification::verified);
  CHECK(result->reference.proof.signer.find("cosign.pub") != std::string::npos);
}

TEST_CASE("fetched: settings that contradict themselves are said before anything is read") {
  Asked asked;
  asked.request.trust.verify = VerifyMode::require;
  CHECK(asked.refused({}) == ErrorCode::wrong_config);
}

TEST_CASE("fetched: what was fetched must be of what was asked for, whoever fetched it") {
  Asked asked;
  asked.request.asked = "registry.example/other:main";
  CHECK(asked.refused({test::signed_sbom(packages)}) == ErrorCode::malformed);
  const auto verify = [&](const std::string& pinned) {
    asked.request.asked = "registry.example/api@" + pinned;
    std::string bytes = test::material({test::signed_sbom(packages)});
    const std::string name = "registry.example/api:main";
    bytes.replace(bytes.find(name), name.size(), asked.request.asked);
    WholeText source(bytes, 1000);
    return verify_material(source, asked.request);
  };
  CHECK(verify(test::image_digest).has_value());
  CHECK(verify("sha256:" + std::string(64, 'c')).error().code == ErrorCode::malformed);
}

TEST_CASE("fetched: what is there and was not looked at is told, and makes no 'none there'") {
  Asked asked;
  const auto left = [](const std::string& count, const std::string& others) {
    return Found{.kind = MaterialKind::left_out,
                 .annotations = {{left_out_count, count},
                                 {left_out_others, others},
                                 {left_out_types, "application/x, application/y"}}};
  };
  const auto result = asked.verify({test::signed_sbom(packages), left("3", "2")});
  REQUIRE(result.has_value());
  const std::vector<std::string>& remarks = result->reference.proof.remarks;
  REQUIRE(remarks.size() >= 2);
  CHECK(remarks[remarks.size() - 2] == "more hangs on the image than is looked at; left out: 3");
  CHECK(remarks.back() ==
        "of a kind that is not read: 2 of what hangs on the image (application/x, application/y)");
  CHECK(asked.refused({left("1", "0")}) == ErrorCode::too_large);
  CHECK(asked.refused({left("0", "1")}) == ErrorCode::not_found);
}
