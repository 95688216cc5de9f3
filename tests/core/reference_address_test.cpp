#include "core/reference_address.h"

#include "tests/support/catch.h"

using namespace prodparity;

TEST_CASE("reference address: what a text names") {
  struct Case {
    const char* text;
    AddressKind kind;
    const char* rest;
  };
  const Case cases[] = {
      {"", AddressKind::file, ""},
      {"production.json", AddressKind::file, "production.json"},
      {"/etc/sbom:1.json", AddressKind::file, "/etc/sbom:1.json"},
      {"./a.b/c:d", AddressKind::file, "./a.b/c:d"},
      {"sbom.d/production.json", AddressKind::file, "sbom.d/production.json"},
      {"folder/file:1", AddressKind::file, "folder/file:1"},
      {"registry.example/api:main", AddressKind::image, "registry.example/api:main"},
      {"registry.example:5000/team/api:1", AddressKind::image, "registry.example:5000/team/api:1"},
      {"localhost/api:1", AddressKind::image, "localhost/api:1"},
      {"api@sha256:ab", AddressKind::image, "api@sha256:ab"},
      {"docker://debian", AddressKind::image, "debian"},
      {"oci:/srv/layout", AddressKind::layout, "/srv/layout"},
      {"oci-archive:image.tar", AddressKind::layout, "image.tar"},
      {"https://example.org/api.json", AddressKind::url, "https://example.org/api.json"},
      {"github:acme/api@sha256:ab", AddressKind::github, "acme/api@sha256:ab"},
      {"bundle:/srv/api.bundle#sha256:ab", AddressKind::bundle, "/srv/api.bundle#sha256:ab"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(reference_address(one.text) == ReferenceAddress{.kind = one.kind, .text = one.rest});
  }
}

TEST_CASE("reference address: a bundle's file, and the image that it must be of") {
  CHECK(bundle_address("a/b.bundle") == BundleAddress{.path = "a/b.bundle", .image_digest = {}});
  CHECK(bundle_address("a#1.bundle#sha256:ab") ==
        BundleAddress{.path = "a#1.bundle", .image_digest = "sha256:ab"});
  CHECK(is_local(reference_address("bundle:a")));
  CHECK(is_local(reference_address("oci:a")));
  CHECK_FALSE(is_local(reference_address("https://example.org/a")));
}
