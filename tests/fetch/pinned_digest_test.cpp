#include "fetch/pinned_digest.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity::fetch;

TEST_CASE("pinned digest: what an address says itself of which image it is") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  for (const std::string text : {"registry.example/api@", "registry.example/api:main@",
                                 "docker://api@", "https://host.example/sbom.json#",
                                 "file:/srv/sbom.json#", "bundle:api.bundle#", "github:acme/api@"})
    CHECK(pinned_digest(text + digest) == digest);
  for (const std::string text : {"registry.example/api:main", "https://host.example/sbom.json",
                                 "file:/srv/sbom.json", "bundle:api.bundle", "oci:/srv/layout:main",
                                 "sbom.json", "", "registry.example/api@sha256:ab"})
    CHECK(pinned_digest(text).empty());
}
