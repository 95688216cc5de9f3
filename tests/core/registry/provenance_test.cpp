#include "core/registry/provenance.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::registry;

namespace {

const std::string hex(64, 'a');
const std::string debian =
    R"({"uri":"pkg:docker/debian@12?platform=linux%2Famd64","digest":{"sha256":")" + hex + R"("}})";

std::string version_1(const std::string& dependencies) {
  return R"({"predicate":{"buildDefinition":{"resolvedDependencies":[)" + dependencies + "]}}}";
}

}  // namespace

TEST_CASE("provenance: the images that it was built from, by both versions' words") {
  const std::vector<BaseImage> expected = {{.name = "debian:12", .digest = "sha256:" + hex}};
  CHECK(base_images(version_1(debian)).value() == expected);
  CHECK(base_images(R"({"predicate":{"materials":[)" + debian + "]}}").value() == expected);
}

TEST_CASE("provenance: what is no image, or has no digest, is none of them") {
  CHECK(base_images(version_1(R"({"uri":"https://github.com/a/b","digest":{"sha1":"ab"}})"))
            .value()
            .empty());
  CHECK(base_images(version_1(R"({"uri":"pkg:docker/debian@12","digest":{"sha256":"short"}})"))
            .value()
            .empty());
  CHECK(base_images(version_1("7,null,{}")).value().empty());
  CHECK(base_images("{}").value().empty());
  CHECK(base_images("[").error().code == ErrorCode::truncated);
}

TEST_CASE("provenance: as many images as are kept, and one more") {
  std::string many = debian;
  for (std::size_t i = 0; i < registry::limits::base_images; ++i)
    many += ',' + debian;
  CHECK(base_images(version_1(many)).value().size() == registry::limits::base_images);
}

TEST_CASE("provenance: by its predicate's type") {
  CHECK(is_provenance("https://slsa.dev/provenance/v1"));
  CHECK(is_provenance("https://slsa.dev/provenance/v0.2"));
  CHECK_FALSE(is_provenance("https://cyclonedx.org/bom"));
}
