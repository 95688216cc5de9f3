#include "core/registry/attached.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity::registry {

TEST_CASE("attached: the tags that stand for a digest") {
  const std::string hex(64, 'a');
  CHECK(referrers_tag("sha256:" + hex) == "sha256-" + hex);
  CHECK(legacy_tag("sha256:" + hex) == "sha256-" + hex + ".att");
  CHECK(referrers_tag("sha512:" + hex + hex) ==
        "sha512-" + hex);  // a tag has at most 128 characters
}

TEST_CASE("attached: what a layer is by its media type, whatever its version") {
  const auto kind = [](std::string media_type) {
    return layer_kind({.media_type = std::move(media_type), .digest = {}});
  };
  CHECK(kind("application/vnd.dev.sigstore.bundle.v0.3+json") == LayerKind::bundle);
  CHECK(kind("application/vnd.dev.sigstore.bundle+json;version=0.1") == LayerKind::bundle);
  CHECK(kind("application/vnd.dsse.envelope.v1+json") == LayerKind::envelope);
  CHECK(kind("application/vnd.in-toto+json") == LayerKind::statement);
  CHECK(kind("application/vnd.oci.image.layer.v1.tar+gzip") == LayerKind::other);
  CHECK(kind("") == LayerKind::other);
}

}  // namespace prodparity::registry
