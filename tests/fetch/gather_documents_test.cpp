#include "fetch/gather_documents.h"

#include "core/digest.h"
#include "core/material.h"
#include "tests/support/catch.h"
#include "tests/support/fake_transport.h"
#include "tests/support/layer.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

const std::string url = "https://host.example/sbom.json";
const std::string digest = "sha256:" + sha256_hex("image");

struct Read {
  MaterialHeader header;
  std::vector<std::pair<MaterialPart, std::string>> parts;
};

// What `gathering` writes, read as whoever verifies reads it.
template <class Gathering>
Result<Read> read(FakeTransport& transport, Gathering gathering) {
  std::string material;
  const GatherOutside outside{.transport = transport,
                              .credentials = {},
                              .now = [] { return std::string("2026-11-29T12:00:00Z"); },
                              .write = [&](std::string_view bytes) -> Result<void> {
                                material += bytes;
                                return {};
                              }};
  const Result<Gathered> gathered = gathering(outside);
  if (!gathered) return gathered.error();
  PartsSource source(material);
  MaterialReader reader(source);
  Read read;
  auto header = reader.header();
  if (!header) return header.error();
  read.header = std::move(*header);
  for (;;) {
    auto part = reader.next();
    if (!part) return part.error();
    if (!*part) return read;
    auto body = reader.body(1'000'000);
    if (!body) return body.error();
    read.parts.emplace_back(std::move(**part), std::move(*body));
  }
}

Result<Read> read_url(FakeTransport& transport, const std::string& text) {
  return read(transport, [&](const GatherOutside& outside) {
    return gather_url(text, {.asked = text, .platform = "linux/amd64"}, outside,
                      usual_url_limits());
  });
}

}  // namespace

TEST_CASE("gather: a document at a URL is material with what lies beside it") {
  FakeTransport transport;
  const std::string sbom = R"({"bomFormat":"CycloneDX"})";
  const std::string bundle = R"({"verificationMaterial":{}})";
  transport.put(url, sbom);
  transport.put(url + ".bundle", bundle);
  const auto found = read_url(transport, url);
  REQUIRE(found.has_value());
  CHECK(found->header == MaterialHeader{.asked = url,
                                        .image = {},
                                        .digest = "sha256:" + sha256_hex(sbom),
                                        .platform_digest = {},
                                        .platform = "linux/amd64",
                                        .fetched_at = "2026-11-29T12:00:00Z"});
  REQUIRE(found->parts.size() == 2);
  CHECK(found->parts[0].first.kind == MaterialKind::document);
  CHECK(found->parts[0].second == sbom);
  CHECK(found->parts[1].first.kind == MaterialKind::bundle);
  CHECK(found->parts[1].first.place == url + ".bundle");
  CHECK(found->parts[1].second == bundle);
}

TEST_CASE("gather: a signature of the document comes before it, what holds a statement after") {
  FakeTransport transport;
  transport.put(url, R"({"bomFormat":"CycloneDX"})");
  transport.put(url + ".sigstore.json", R"({"verificationMaterial":{},"dsseEnvelope":{}})");
  transport.put(url + ".bundle", R"({"messageSignature":{},"verificationMaterial":{}})");
  const auto found = read_url(transport, url);
  REQUIRE(found.has_value());
  REQUIRE(found->parts.size() == 3);
  CHECK(found->parts[0].first.kind == MaterialKind::signature);
  CHECK(found->parts[0].first.place == url + ".bundle");
  CHECK(found->parts[1].first.kind == MaterialKind::document);
  CHECK(found->parts[2].first.kind == MaterialKind::bundle);
}

TEST_CASE("gather: a raw signature comes before the document, with the certificate beside it") {
  FakeTransport transport;
  transport.put(url, R"({"bomFormat":"CycloneDX"})");
  transport.put(url + ".sig", "MEUCIQDx");
  transport.put(url + ".pem", "-----BEGIN CERTIFICATE-----");
  const auto found = read_url(transport, url);
  REQUIRE(found.has_value());
  REQUIRE(found->parts.size() == 2);
  CHECK(found->parts[0].first.kind == MaterialKind::raw_signature);
  CHECK(found->parts[0].first.annotations.at(beside_certificate) == "-----BEGIN CERTIFICATE-----");
  CHECK(found->parts[0].second == "MEUCIQDx");
  CHECK(found->parts[1].first.kind == MaterialKind::document);
}

TEST_CASE("gather: the fragment of a URL is the digest that statements must be about") {
  FakeTransport transport;
  transport.put(url, R"({"verificationMaterial":{}})");
  const auto found = read_url(transport, url + '#' + digest);
  REQUIRE(found.has_value());
  CHECK(found->header.digest == digest);
  CHECK(read_url(transport, url + "#x").error().code == ErrorCode::wrong_usage);
  CHECK(read_url(transport, url + ".none").error().code == ErrorCode::not_found);
}

TEST_CASE("gather: GitHub's attestations, asked for with the user's token") {
  FakeTransport transport;
  const std::string page = "https://api.github.com/repos/acme/api/attestations/" + digest;
  transport.put(page + "?per_page=100", R"({"attestations":[{"bundle":{"a":1}}]})");
  const auto found = read(transport, [&](const GatherOutside& outside) {
    return gather_github("acme/api@" + digest,
                         {.asked = "github:x", .environment = {{"GITHUB_TOKEN", "secret"}}},
                         outside, {});
  });
  REQUIRE(found.has_value());
  CHECK(found->header.digest == digest);
  CHECK(found->header.image == "github.com/acme/api");
  REQUIRE(found->parts.size() == 1);
  CHECK(found->parts[0].second == R"({"a":1})");
  CHECK(transport.asked[0].headers.back().second == "Bearer secret");

  // Who fetches by hand hands nothing over.
  const auto by_hand = read(transport, [&](const GatherOutside& given) {
    GatherOutside outside = given;
    outside.credentials.environment = [](const char* name) {
      return std::string(name) == "GITHUB_TOKEN" ? std::string("own") : std::string();
    };
    return gather_github("acme/api@" + digest, {.asked = "github:x"}, outside, {});
  });
  REQUIRE(by_hand.has_value());
  CHECK(transport.asked[1].headers.back().second == "Bearer own");
}
