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
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(reference_address(one.text) == ReferenceAddress{.kind = one.kind, .text = one.rest});
  }
}
