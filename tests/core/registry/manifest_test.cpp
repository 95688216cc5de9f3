#include "core/registry/manifest.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace prodparity::registry {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

std::string descriptor(std::string_view more = {}) {
  return R"({"mediaType":"m","digest":")" + digest + R"(","size":7)" + std::string(more) + '}';
}

std::string manifest_with(std::string_view layers, std::string_view more = {}) {
  return R"({"schemaVersion":2,"config":)" + descriptor() + R"(,"layers":[)" + std::string(layers) +
         ']' + std::string(more) + '}';
}

std::string index_with(std::string_view manifests, std::string_view more = {}) {
  return R"({"schemaVersion":2,"manifests":[)" + std::string(manifests) + ']' + std::string(more) +
         '}';
}

std::string listed(std::size_t count) {
  std::string text = descriptor();
  for (std::size_t i = 1; i < count; ++i)
    text += ',' + descriptor();
  return text;
}

ErrorCode refusal(std::string_view bytes, std::string_view content_type = {}) {
  const auto document = parse_manifest(bytes, content_type);
  REQUIRE_FALSE(document.has_value());
  return document.error().code;
}

}  // namespace

TEST_CASE("manifest: an image's, with what its layers and itself are marked with") {
  const auto document =
      parse_manifest(manifest_with(descriptor(R"(,"annotations":{"predicateType":"p","a":"b"})"),
                                   R"(,"artifactType":"t","subject":)" + descriptor() +
                                       R"(,"annotations":{"c":"d"})"),
                     "application/vnd.oci.image.manifest.v1+json; charset=utf-8");
  REQUIRE(document.has_value());
  const Descriptor plain{.media_type = "m", .digest = digest, .size = 7};
  Descriptor marked = plain;
  marked.annotations = {{"a", "b"}, {"predicateType", "p"}};
  CHECK(std::get<Manifest>(*document) == Manifest{.media_type = std::string(oci_manifest),
                                                  .artifact_type = "t",
                                                  .config = plain,
                                                  .layers = {marked},
                                                  .subject = plain,
                                                  .annotations = {{"c", "d"}}});
  CHECK(annotation(marked.annotations, "predicateType") == "p");
  CHECK(annotation(marked.annotations, "c").empty());
}

TEST_CASE("manifest: an index, with what each is for") {
  const auto document = parse_manifest(
      index_with(descriptor(
          R"(,"artifactType":"t","platform":{"os":"linux","architecture":"arm","variant":"v7"})")),
      docker_list);
  REQUIRE(document.has_value());
  const Index& index = std::get<Index>(*document);
  CHECK(index.media_type == docker_list);
  CHECK(index.manifests.front() ==
        Descriptor{.media_type = "m",
                   .digest = digest,
                   .size = 7,
                   .artifact_type = "t",
                   .platform = Platform{.os = "linux", .architecture = "arm", .variant = "v7"}});
  CHECK(to_string(*index.manifests.front().platform) == "linux/arm/v7");
  CHECK(parse_index(R"({"schemaVersion":2,"manifests":null})")->manifests.empty());
  CHECK_FALSE(parse_index(manifest_with("")).has_value());
}

// GHSA-77vh-xpmg-72qh (CVE-2021-41190): what is an image to one reader is an index to another.
TEST_CASE("manifest: what it says, what it holds and how it was sent must agree") {
  const std::string as_index = R"(,"mediaType":")" + std::string(oci_index) + '"';
  const std::string as_manifest = R"(,"mediaType":")" + std::string(docker_manifest) + '"';
  CHECK(refusal(manifest_with("", R"(,"manifests":[])")) == ErrorCode::malformed);
  CHECK(refusal(manifest_with("", as_index)) == ErrorCode::malformed);
  CHECK(refusal(index_with("", as_manifest)) == ErrorCode::malformed);
  CHECK(refusal(manifest_with(""), oci_index) == ErrorCode::malformed);
  CHECK(refusal(index_with(""), docker_manifest) == ErrorCode::malformed);
  CHECK(refusal(R"({"schemaVersion":2,"schemaVersion":2,"manifests":[]})") == ErrorCode::malformed);
  CHECK(parse_manifest(index_with("", as_index), "text/plain").has_value());  // says nothing
  CHECK(parse_manifest(manifest_with("", as_manifest), oci_manifest).has_value());
}

TEST_CASE("manifest: a kind that is not read is named as such") {
  CHECK(refusal(R"({"schemaVersion":1,"fsLayers":[]})") == ErrorCode::unsupported);
  CHECK(refusal(
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.artifact.manifest.v1+json"})") ==
        ErrorCode::unsupported);
  CHECK(refusal(manifest_with(R"({"mediaType":"m","digest":"blake3:ab","size":1})")) ==
        ErrorCode::unsupported);
}

TEST_CASE("manifest: what is none is refused whole") {
  for (const std::string_view bytes :
       {R"({})", R"([])", R"({"schemaVersion":"2","manifests":[]})", R"({"schemaVersion":2})",
        R"({"schemaVersion":2,"manifests":{}})", R"({"schemaVersion":2,"manifests":[7]})",
        R"({"schemaVersion":2,"mediaType":7,"manifests":[]})",
        R"({"schemaVersion":2,"layers":[]})"})
    CHECK(refusal(bytes) == ErrorCode::malformed);
  CHECK(refusal("") == ErrorCode::empty);
  CHECK(refusal("{") == ErrorCode::truncated);
  for (const std::string_view broken :
       {R"({"digest":"x","size":1})", R"({"size":1})", R"({"digest":7,"size":1})"})
    CHECK(refusal(index_with(broken)) == ErrorCode::malformed);
  for (const std::string_view size : {"-1", "1.5", "\"1\"", "18446744073709551616", "null"})
    CHECK(refusal(index_with(R"({"digest":")" + digest + R"(","size":)" + std::string(size) +
                             '}')) == ErrorCode::malformed);
  for (const std::string_view more :
       {R"(,"annotations":[])", R"(,"annotations":{"a":1})", R"(,"platform":7)",
        R"(,"platform":{"os":7})", R"(,"artifactType":7)"})
    CHECK(refusal(index_with(descriptor(more))) == ErrorCode::malformed);
}

TEST_CASE("manifest: bounds of its size, layers, descriptors and annotations") {
  const std::string small = manifest_with("");
  CHECK(
      parse_manifest(small + std::string(limits::manifest_bytes - small.size(), ' ')).has_value());
  CHECK(refusal(small + std::string(limits::manifest_bytes + 1 - small.size(), ' ')) ==
        ErrorCode::too_large);
  CHECK(parse_manifest(manifest_with(listed(limits::layers))).has_value());
  CHECK(refusal(manifest_with(listed(limits::layers + 1))) == ErrorCode::too_large);
  CHECK(parse_index(index_with(listed(limits::descriptors)))->left_out == 0);
  const auto longer = parse_index(index_with(listed(limits::descriptors + 3)));
  CHECK(longer->manifests.size() == limits::descriptors);
  CHECK(longer->left_out == 3);
  const auto marked = [](std::size_t count) {
    std::string text = R"(,"annotations":{"0":"")";
    for (std::size_t i = 1; i < count; ++i)
      text += ",\"" + std::to_string(i) + "\":\"\"";
    return index_with(descriptor(text + '}'));
  };
  CHECK(parse_manifest(marked(limits::annotations)).has_value());
  CHECK(refusal(marked(limits::annotations + 1)) == ErrorCode::too_large);
}

}  // namespace prodparity::registry
