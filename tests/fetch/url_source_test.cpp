#include "fetch/url_source.h"

#include "core/digest.h"
#include "tests/support/catch.h"
#include "tests/support/fake_transport.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

const std::string sbom = R"({"bomFormat":"CycloneDX","components":[]})";
const std::string bundle = R"({"mediaType":"x","verificationMaterial":{}})";
const std::string envelope = R"({"payload":"","payloadType":"x","signatures":[]})";
const std::string url = "https://host.example/sbom.json";

UrlLimits small() {
  return {.document_bytes = 5'000'000, .signature_bytes = 100, .http = {}};
}

ErrorCode code_of(FakeTransport& transport) {
  const auto found = fetch_url(transport, url, small());
  return found ? ErrorCode::empty : found.error().code;
}

}  // namespace

TEST_CASE("url source: a document, its digest, and what lies beside it") {
  FakeTransport transport;
  transport.put(url, sbom);
  transport.put(url + ".sigstore.json", bundle);
  transport.put(url + ".att", envelope);
  const auto found = fetch_url(transport, url, small());
  REQUIRE(found.has_value());
  CHECK(found->document.kind == MaterialKind::document);
  CHECK(found->document.whole() == sbom);
  CHECK(found->document.bytes == sbom.size());
  CHECK(found->document.digest == "sha256:" + sha256_hex(sbom));
  REQUIRE(found->beside.size() == 2);
  CHECK(found->beside[0].kind == MaterialKind::bundle);
  CHECK(found->beside[0].place == url + ".sigstore.json");
  CHECK(found->beside[1].kind == MaterialKind::envelope);
  CHECK(found->warnings.empty());
}

TEST_CASE("url source: a bundle is all that is fetched") {
  FakeTransport transport;
  transport.put(url, bundle);
  const auto found = fetch_url(transport, url, small());
  REQUIRE(found.has_value());
  CHECK(found->document.kind == MaterialKind::bundle);
  CHECK(transport.asked.size() == 1);
}

TEST_CASE("url source: a query stays at the document's place for what lies beside it, unshown") {
  FakeTransport transport;
  transport.put(url + "?token=secret", sbom);
  transport.put(url + ".bundle?token=secret", bundle);
  const auto found = fetch_url(transport, url + "?token=secret", small());
  REQUIRE(found.has_value());
  CHECK(found->document.place == url);
  REQUIRE(found->beside.size() == 1);
  CHECK(found->beside[0].place == url + ".bundle");
}

TEST_CASE("url source: what lies beside it and is nothing signed is said") {
  FakeTransport transport;
  transport.put(url, sbom);
  transport.put(url + ".bundle", R"({"base64Signature":"x"})");
  const auto found = fetch_url(transport, url, small());
  REQUIRE(found.has_value());
  CHECK(found->beside.empty());
  CHECK(found->warnings ==
        std::vector<std::string>{"'" + url +
                                 ".bundle' is neither a Sigstore bundle nor a signed statement"});
}

TEST_CASE("url source: a signature alone, and whether its certificate lies beside it") {
  FakeTransport transport;
  transport.put(url, sbom);
  transport.put(url + ".sig", "MEUCIQDx");
  const auto alone = fetch_url(transport, url, small());
  REQUIRE(alone.has_value());
  REQUIRE(alone->beside.size() == 1);
  CHECK(alone->beside[0].kind == MaterialKind::raw_signature);
  CHECK(alone->beside[0].annotations.empty());
  std::vector<std::string> asked;
  for (const HttpRequest& request : transport.asked)
    asked.push_back(request.url);
  CHECK(asked == std::vector<std::string>{url, url + ".sigstore.json", url + ".bundle",
                                          url + ".att", url + ".sig", url + ".pem"});
  // A key that lies there is nobody's.
  transport.put(url + ".pem", "-----BEGIN PUBLIC KEY-----");
  CHECK(fetch_url(transport, url, small()).value().beside[0].annotations.empty());
  const std::string certificate = "-----BEGIN CERTIFICATE-----";
  transport.put(url + ".pem", certificate);
  CHECK(fetch_url(transport, url, small()).value().beside[0].annotations.at(beside_certificate) ==
        certificate);
  transport.put(url + ".pem", "", {.status = 503});
  CHECK(code_of(transport) == ErrorCode::io);
}

TEST_CASE(
    "url source: a bundle by a signature's name is one, another program's signature is said") {
  FakeTransport transport;
  transport.put(url, sbom);
  transport.put(url + ".sig", bundle);
  CHECK(fetch_url(transport, url, small()).value().beside.at(0).kind == MaterialKind::bundle);
  transport.put(url + ".sig", "-----BEGIN PGP SIGNATURE-----");
  const auto found = fetch_url(transport, url, small());
  REQUIRE(found.has_value());
  CHECK(found->beside.empty());
  CHECK(found->warnings == std::vector<std::string>{"'" + url +
                                                    ".sig' is neither a signature as cosign writes "
                                                    "it nor a Sigstore bundle"});
  CHECK(transport.asked.back().url == url + ".sig");
}

TEST_CASE("url source: none there, no access and not reached are not the same") {
  FakeTransport transport;
  CHECK(code_of(transport) == ErrorCode::not_found);
  for (const auto& [status, code] :
       std::initializer_list<std::pair<int, ErrorCode>>{{410, ErrorCode::not_found},
                                                        {401, ErrorCode::denied},
                                                        {403, ErrorCode::denied},
                                                        {500, ErrorCode::io},
                                                        {204, ErrorCode::io}}) {
    transport.put(url, "", {.status = status});
    CHECK(code_of(transport) == code);
  }
  transport.errors[url] = {.code = ErrorCode::timed_out, .message = "no answer"};
  CHECK(code_of(transport) == ErrorCode::timed_out);
}

TEST_CASE("url source: a signature that cannot be looked at is never one that is not there") {
  for (const int status : {401, 403, 429, 503}) {
    FakeTransport transport;
    transport.put(url, sbom);
    transport.put(url + ".att", "", {.status = status});
    CHECK(code_of(transport) != ErrorCode::empty);
    CHECK(code_of(transport) != ErrorCode::not_found);
  }
  FakeTransport transport;
  transport.put(url, sbom);
  transport.errors[url + ".bundle"] = {.code = ErrorCode::io, .message = "refused"};
  CHECK(code_of(transport) == ErrorCode::io);
}

TEST_CASE("url source: sizes at their bounds and one past them") {
  FakeTransport transport;
  const std::string large = "{" + std::string(small().document_bytes - 2, ' ') + "}";
  transport.put(url, large);
  const auto found = fetch_url(transport, url, small());
  REQUIRE(found.has_value());
  CHECK(found->document.whole() == large);
  transport.put(url, large + ' ');
  CHECK(code_of(transport) == ErrorCode::too_large);
  transport.put(url, sbom);
  const std::string padding(small().signature_bytes - bundle.size(), ' ');
  transport.put(url + ".bundle", bundle + padding);
  CHECK(code_of(transport) == ErrorCode::empty);
  transport.put(url + ".bundle", bundle + padding + ' ');
  CHECK(code_of(transport) == ErrorCode::too_large);
}

TEST_CASE("url source: a fragment names the image that signed statements must be about") {
  const std::string digest = "sha256:" + sha256_hex("image");
  CHECK(document_address(url + '#' + digest).value() ==
        DocumentAddress{.url = url, .image_digest = digest});
  CHECK(document_address("HTTPS://Host.Example/sbom.json").value() ==
        DocumentAddress{.url = url, .image_digest = {}});
  for (const std::string text : {"#", "#part", "#sha256:00", "#sha512:00"})
    CHECK(document_address(url + text).error().code == ErrorCode::wrong_usage);
  CHECK(document_address("https://me:secret@host/").error().code == ErrorCode::malformed);
}
