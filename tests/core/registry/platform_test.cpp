#include "core/registry/platform.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

// An index of platforms; each descriptor's digest is its platform's name.
Index index_of(const std::vector<std::string>& platforms) {
  Index index;
  for (const std::string& name : platforms) {
    index.manifests.push_back({.media_type = std::string(oci_manifest), .digest = name});
    if (!name.empty()) index.manifests.back().platform = *parse_platform(name);
  }
  return index;
}

std::string chosen(const Index& index, std::string_view platform) {
  const Result<Descriptor> descriptor = choose_platform(index, *parse_platform(platform));
  return descriptor ? descriptor->digest : std::string(to_string(descriptor.error().code));
}

}  // namespace

TEST_CASE("platform: of what a kernel calls its machine") {
  CHECK(to_string(platform_of_machine("x86_64")) == "linux/amd64");
  CHECK(to_string(platform_of_machine("aarch64")) == "linux/arm64");
  CHECK(to_string(platform_of_machine("armv7l")) == "linux/arm/v7");
  CHECK(to_string(platform_of_machine("armv6l")) == "linux/arm/v6");
  CHECK(to_string(platform_of_machine("i686")) == "linux/386");
  CHECK(to_string(platform_of_machine("loongarch64")) == "linux/loong64");
  CHECK(to_string(platform_of_machine("riscv64")) == "linux/riscv64");
}

TEST_CASE("platform: as it is written") {
  CHECK(*parse_platform("linux/arm/v7") ==
        Platform{.os = "linux", .architecture = "arm", .variant = "v7"});
  for (const std::string_view text :
       {"", "linux", "linux/", "/amd64", "linux/arm/v7/x", "Linux/amd64", "linux/a b"})
    CHECK_FALSE(parse_platform(text).has_value());
}

TEST_CASE("platform: the image that is for it, whatever its place in the index") {
  const Index index =
      index_of({"linux/arm64/v8", "windows/amd64", "linux/amd64", "linux/arm/v6", "linux/386"});
  CHECK(chosen(index, "linux/amd64") == "linux/amd64");
  CHECK(chosen(index, "linux/arm64") == "linux/arm64/v8");
  CHECK(chosen(index, "linux/386") == "linux/386");
  CHECK(chosen(index, "linux/arm/v7") == "linux/arm/v6");  // v7 runs it
  CHECK(chosen(index, "linux/arm/v5") == "not_found");
  CHECK(chosen(index, "linux/riscv64") == "not_found");
  CHECK(chosen(index_of({"linux/arm/v6", "linux/arm"}), "linux/arm/v7") == "linux/arm");
  CHECK(chosen(index_of({"linux/amd64/v3", "linux/amd64"}), "linux/amd64") == "linux/amd64");
  CHECK(chosen(index_of({"linux/amd64/v3"}), "linux/amd64") == "not_found");
}

TEST_CASE("platform: what is there instead is told") {
  const auto none =
      choose_platform(index_of({"linux/amd64", "linux/s390x"}), *parse_platform("linux/arm64"));
  CHECK(none.error().message ==
        "there is no image for linux/arm64, only for linux/amd64, linux/s390x");
}

TEST_CASE("platform: one image that names none is taken, of several none") {
  CHECK(choose_platform(index_of({""}), *parse_platform("linux/amd64")).has_value());
  CHECK(chosen(index_of({"", ""}), "linux/amd64") == "not_found");
  CHECK(chosen(index_of({"", "linux/arm64"}), "linux/amd64") == "not_found");
}

TEST_CASE("platform: an attestation in the index is no image") {
  Index index = index_of({"", "linux/amd64", "linux/amd64"});
  index.manifests[0].platform = Platform{.os = "unknown", .architecture = "unknown", .variant = {}};
  index.manifests[0].annotations = {{"vnd.docker.reference.digest", "linux/amd64"},
                                    {"vnd.docker.reference.type", "attestation-manifest"}};
  index.manifests[1].digest = "artifact";
  index.manifests[1].artifact_type = "application/spdx+json";
  CHECK(chosen(index, "linux/amd64") == "linux/amd64");
  CHECK(buildkit_subject(index.manifests[0]) == "linux/amd64");
  CHECK(buildkit_subject(index.manifests[2]).empty());
  index.manifests[0].annotations[1].second = "something else";
  CHECK(buildkit_subject(index.manifests[0]).empty());
  index.manifests[0].platform.reset();
  CHECK(chosen(index, "linux/amd64") == "linux/amd64");
}

}  // namespace prodparity::registry
