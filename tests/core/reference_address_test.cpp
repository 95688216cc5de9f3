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
      {"file:sbom.json", AddressKind::signed_file, "sbom.json"},
      {"file:/srv/sbom.json", AddressKind::signed_file, "/srv/sbom.json"},
      {"file:///srv/sbom.json", AddressKind::signed_file, "/srv/sbom.json"},
      {"github:acme/api@sha256:ab", AddressKind::github, "acme/api@sha256:ab"},
      {"bundle:/srv/api.bundle#sha256:ab", AddressKind::bundle, "/srv/api.bundle#sha256:ab"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(reference_address(one.text) == ReferenceAddress{.kind = one.kind, .text = one.rest});
  }
}

TEST_CASE("reference address: a file's may name the image that it must be of") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  CHECK(file_place("/srv/sbom.json") == FilePlace{.path = "/srv/sbom.json", .image_digest = {}});
  CHECK(file_place("a#b.json#" + digest) == FilePlace{.path = "a#b.json", .image_digest = digest});
  for (const std::string text : {"a#sha256:", "a#sha256:ab", "a#sha512:ab", "a#"})
    CHECK(file_place(text) == FilePlace{.path = text, .image_digest = {}});
  CHECK(file_place("a#" + digest + "0").image_digest.empty());
  CHECK(file_place("a#sha256:" + std::string(64, 'g')).image_digest.empty());
}

TEST_CASE("reference address: a URL is shown without what may be its signature") {
  const std::string digest = "#sha256:" + std::string(64, 'a');
  CHECK(shown_address("https://example.org/a.json?sig=secret") == "https://example.org/a.json");
  CHECK(shown_address("https://example.org/a.json?sig=secret" + digest) ==
        "https://example.org/a.json" + digest);
  CHECK(shown_address("https://me:secret@example.org/a.json") == "https://example.org/a.json");
  for (const std::string text : {"registry.example/api:main", "file:a?b", "github:a/b@sha256:c"})
    CHECK(shown_address(text) == text);
}

TEST_CASE("reference address: what lies on this machine") {
  for (const char* text : {"bundle:a", "oci:a", "file:a"})
    CHECK(is_local(reference_address(text)));
  CHECK_FALSE(is_local(reference_address("https://example.org/a")));
}
