#include "fetch/file_source.h"

#include "core/digest.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>

#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

const std::string sbom = R"({"bomFormat":"CycloneDX","components":[]})";
const std::string bundle = R"({"mediaType":"x","verificationMaterial":{},"messageSignature":{}})";

FileLimits small() {
  return {.document_bytes = 200'000, .signature_bytes = 100};
}

ErrorCode code_of(const std::string& path) {
  const auto found = read_file_with_signatures(path, small());
  return found ? ErrorCode::empty : found.error().code;
}

}  // namespace

TEST_CASE("file source: a document, its digest, and what lies beside it") {
  const test::TempFolder folder;
  const std::string path = folder.put("/sbom.json", sbom);
  folder.put("/sbom.json.bundle", bundle);
  folder.put("/sbom.json.att", "{}");
  const auto found = read_file_with_signatures(path, small());
  REQUIRE(found.has_value());
  CHECK(found->document.kind == MaterialKind::document);
  CHECK(found->document.whole() == sbom);
  CHECK(found->document.digest == "sha256:" + sha256_hex(sbom));
  REQUIRE(found->beside.size() == 1);
  CHECK(found->beside[0].kind == MaterialKind::signature);
  CHECK(found->beside[0].place == path + ".bundle");
  REQUIRE(found->warnings.size() == 1);
  CHECK(found->warnings[0].find(path + ".att") != std::string::npos);
}

TEST_CASE("file source: a file that is signed itself is all that is read") {
  const test::TempFolder folder;
  const std::string path = folder.put("/api.sigstore.json", bundle);
  folder.put("/api.sigstore.json.bundle", bundle);
  const auto found = read_file_with_signatures(path, small());
  REQUIRE(found.has_value());
  CHECK(found->document.kind == MaterialKind::signature);
  CHECK(found->beside.empty());
}

TEST_CASE("file source: what keeps it from being seen is no 'none there'") {
  const test::TempFolder folder;
  const std::string path = folder.path() + "/sbom.json";
  CHECK(code_of(path) == ErrorCode::not_found);
  CHECK(code_of(folder.path()) == ErrorCode::io);
  folder.put("/sbom.json", sbom);
  CHECK(code_of(path) == ErrorCode::empty);
  REQUIRE(::mkfifo((path + ".bundle").c_str(), 0600) == 0);
  CHECK(code_of(path) == ErrorCode::io);
}

TEST_CASE("file source: sizes at their bounds and one past them") {
  const test::TempFolder folder;
  const std::string path =
      folder.put("/sbom.json", "{" + std::string(small().document_bytes - 2, ' ') + "}");
  CHECK(code_of(path) == ErrorCode::empty);
  folder.put("/sbom.json", std::string(small().document_bytes + 1, ' '));
  CHECK(code_of(path) == ErrorCode::too_large);
  folder.put("/sbom.json", sbom);
  const std::string padding(small().signature_bytes - bundle.size(), ' ');
  folder.put("/sbom.json.att", bundle + padding);
  CHECK(code_of(path) == ErrorCode::empty);
  folder.put("/sbom.json.att", bundle + padding + ' ');
  CHECK(code_of(path) == ErrorCode::too_large);
}
