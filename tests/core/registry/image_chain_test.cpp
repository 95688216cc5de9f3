#include "core/registry/image_chain.h"

#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "tests/support/catch.h"
#include "tests/support/image_documents.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::registry;
using test::ImageDocuments;

namespace {

const Platform ours{.os = "linux", .architecture = "amd64", .variant = {}};
const ImageDocuments image(R"({"architecture":"amd64","os":"linux"})");

ErrorCode code_of(const Result<void>& result) {
  return result ? ErrorCode::empty : result.error().code;
}

// What becomes of the documents, one after the other: the first error.
ErrorCode taken(ImageChain chain, const std::vector<std::string>& manifests,
                const std::string& config = image.config) {
  for (const std::string& manifest : manifests)
    if (const Result<void> result = chain.take_manifest(manifest); !result)
      return result.error().code;
  return code_of(chain.check_config(config));
}

}  // namespace

TEST_CASE("image chain: an index names our manifest, and that the configuration") {
  ImageChain chain(image.index_digest(), ours);
  CHECK_FALSE(chain.is_whole());
  REQUIRE(chain.take_manifest(image.index).has_value());
  CHECK_FALSE(chain.is_whole());
  CHECK(chain.platform_digest().empty());
  CHECK(code_of(chain.check_config(image.config)) == ErrorCode::unverified);
  REQUIRE(chain.take_manifest(image.manifest).has_value());
  CHECK(chain.is_whole());
  CHECK(chain.platform_digest() == image.manifest_digest());
  CHECK(chain.check_config(image.config).has_value());
}

TEST_CASE("image chain: a manifest alone is in no index") {
  ImageChain chain(image.manifest_digest(), ours);
  REQUIRE(chain.take_manifest(image.manifest).has_value());
  CHECK(chain.is_whole());
  CHECK(chain.platform_digest().empty());
  CHECK(chain.check_config(image.config).has_value());
}

TEST_CASE("image chain: whatever byte is another one, it is not what was named") {
  const auto with_other_byte = [](std::string text, std::size_t place) {
    text[place] = text[place] == 'x' ? 'y' : 'x';
    return text;
  };
  const ImageChain chain(image.index_digest(), ours);
  CHECK(taken(chain, {image.index, image.manifest}) == ErrorCode::empty);
  for (std::size_t i = 0; i < image.index.size(); i += 7)
    CHECK(taken(chain, {with_other_byte(image.index, i), image.manifest}) == ErrorCode::unverified);
  for (std::size_t i = 0; i < image.manifest.size(); i += 7)
    CHECK(taken(chain, {image.index, with_other_byte(image.manifest, i)}) == ErrorCode::unverified);
  for (std::size_t i = 0; i < image.config.size(); i += 7)
    CHECK(taken(chain, {image.index, image.manifest}, with_other_byte(image.config, i)) ==
          ErrorCode::unverified);
  CHECK(taken(chain, {image.index, image.manifest}, image.config + ' ') == ErrorCode::unverified);
}

TEST_CASE("image chain: nothing comes that nothing names") {
  const ImageChain chain(image.index_digest(), ours);
  CHECK(taken(chain, {image.manifest}) == ErrorCode::unverified);
  CHECK(taken(chain, {image.index, image.index}) == ErrorCode::unverified);
  CHECK(taken(chain, {image.index, image.manifest, image.manifest}) == ErrorCode::unverified);
  CHECK(taken(ImageChain("", ours), {image.index}) == ErrorCode::unverified);
  CHECK(taken(ImageChain("sha256:00", ours), {image.index}) == ErrorCode::unverified);
}

TEST_CASE("image chain: of an index the manifest of our platform counts, and no other") {
  const ImageDocuments other(R"({"architecture":"arm64"})", "arm64");
  const std::string both = ImageDocuments::index_of(image.in_index() + ',' + other.in_index());
  const ImageChain chain(digest_of(both), ours);
  CHECK(taken(chain, {both, image.manifest}) == ErrorCode::empty);
  CHECK(taken(chain, {both, other.manifest}, other.config) == ErrorCode::unverified);
  CHECK(taken(ImageChain(other.index_digest(), ours), {other.index, other.manifest}) ==
        ErrorCode::unverified);
}

TEST_CASE("image chain: indexes within an index, as deep as they are read, and one deeper") {
  std::vector<std::string> documents{image.index, image.manifest};
  while (documents.size() <= registry::limits::index_depth)
    documents.insert(documents.begin(), ImageDocuments::index_of(ImageDocuments::in_index(
                                            documents.front(), "amd64", oci_index)));
  CHECK(taken(ImageChain(digest_of(documents.front()), ours), documents) == ErrorCode::empty);
  documents.insert(documents.begin(), ImageDocuments::index_of(ImageDocuments::in_index(
                                          documents.front(), "amd64", oci_index)));
  CHECK(taken(ImageChain(digest_of(documents.front()), ours), documents) == ErrorCode::too_deep);
}

TEST_CASE("image chain: of the digest that was asked for, and no image at all") {
  const std::string text = "no manifest";
  CHECK(taken(ImageChain(digest_of(text), ours), {text}) == ErrorCode::malformed);
  const std::string long_one = digest_of(image.manifest, DigestAlgorithm::sha512);
  CHECK(taken(ImageChain(long_one, ours), {image.manifest}) == ErrorCode::empty);
}
