#include "core/ship/image_name.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity {
namespace {

std::string spelled(std::string_view text) {
  const auto name = parse_image_name(text);
  return name ? name->repository + ' ' + name->tag + ' ' + name->digest : "none";
}

bool is_same(std::string_view left, std::string_view right) {
  return is_same_image(*parse_image_name(left), *parse_image_name(right));
}

}  // namespace

TEST_CASE("image name: registry, repository, tag and digest, with what goes without saying") {
  CHECK(spelled("debian") == "docker.io/library/debian latest ");
  CHECK(spelled("debian:12") == "docker.io/library/debian 12 ");
  CHECK(spelled("docker.io/library/debian:12") == "docker.io/library/debian 12 ");
  CHECK(spelled("index.docker.io/debian:12") == "docker.io/library/debian 12 ");
  CHECK(spelled("org/app:1") == "docker.io/org/app 1 ");
  CHECK(spelled("localhost/app") == "localhost/app latest ");
  CHECK(spelled("registry.example:5000/a/b") == "registry.example:5000/a/b latest ");
  CHECK(spelled("debian:12@sha256:ab") == "docker.io/library/debian 12 sha256:ab");
  CHECK(spelled("debian@sha256:ab") == "docker.io/library/debian  sha256:ab");
}

TEST_CASE("image name: what is none") {
  for (const std::string_view text : {"", ":12", "@sha256:ab", "a b", "a\n", "registry.example/"})
    CHECK_FALSE(parse_image_name(text));
}

TEST_CASE("image name: two are one image by their digests or, where one has none, by their tags") {
  CHECK(is_same("debian:12", "docker.io/library/debian:12"));
  CHECK_FALSE(is_same("debian:12", "debian:13"));
  CHECK_FALSE(is_same("debian:12", "ubuntu:12"));
  CHECK(is_same("debian:12@sha256:ab", "debian:12"));
  CHECK(is_same("debian:12@sha256:ab", "debian:bookworm@sha256:ab"));
  CHECK_FALSE(is_same("debian:12@sha256:ab", "debian:12@sha256:cd"));
  CHECK(is_same("debian@sha256:ab", "debian:12"));  // which tag it has is not known
}

}  // namespace prodparity
