#include "core/registry/image_name.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {
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

namespace {

const std::string sha256 = "sha256:" + std::string(64, 'a');

// "API-HOST REPOSITORY WANTED CREDENTIAL-KEY [http]", or what is wrong.
std::string placed(std::string_view text) {
  const Result<ImagePlace> place = image_place(text);
  if (!place) return std::string(to_string(place.error().code));
  return place->api_host + ' ' + place->repository + ' ' + place->wanted() + ' ' +
         place->credential_key + (place->loopback ? " http" : "");
}

}  // namespace

TEST_CASE("image place: who serves it, and what credential helpers know that by") {
  CHECK(placed("debian") ==
        "registry-1.docker.io library/debian latest https://index.docker.io/v1/");
  CHECK(placed("index.docker.io/org/app:1") ==
        "registry-1.docker.io org/app 1 https://index.docker.io/v1/");
  CHECK(placed("Registry.example:5000/a/b__c/d--e.f:V1") ==
        "registry.example:5000 a/b__c/d--e.f V1 registry.example:5000");
  CHECK(placed("registry.example/api:main@" + sha256) ==
        "registry.example api " + sha256 + " registry.example");
}

TEST_CASE("image place: plain http is for this machine alone") {
  CHECK(placed("localhost/a:1") == "localhost a 1 localhost http");
  CHECK(placed("a.localhost:5000/a:1") == "a.localhost:5000 a 1 a.localhost:5000 http");
  CHECK(placed("127.1.2.3:80/a:1") == "127.1.2.3:80 a 1 127.1.2.3:80 http");
  CHECK(placed("[::1]:5000/a:1") == "[::1]:5000 a 1 [::1]:5000 http");
  CHECK(placed("10.0.0.1:5000/a:1") == "10.0.0.1:5000 a 1 10.0.0.1:5000");
  CHECK(placed("localhost.example/a:1") == "localhost.example a 1 localhost.example");
}

TEST_CASE("image place: what cannot be asked for, or would be another address, is refused") {
  for (const std::string_view text :
       {"", "registry.example/", "registry.example/Upper", "registry.example/a/../b",
        "registry.example/a//b", "registry.example/a?b", "registry.example/a%2fb",
        "registry.example/-a", "registry.example/a-", "registry.example/a..b",
        "registry.example/a___b", "user@registry.example/a", "registry.example:70000/a",
        "registry.example:/a", "127.1:80/a", "0x7f.1/a", "[::1/a", "registry.example/a:-1",
        "registry.example/a:b/c"})
    CHECK((placed(text) == "malformed" || placed(text) == "unsupported"));
  CHECK(placed("registry.example/a@sha256:ab") == "unsupported");
  CHECK(placed("registry.example/a@md5:" + std::string(32, 'a')) == "unsupported");
  CHECK(placed("registry.example/a@") == "unsupported");
}

TEST_CASE("image place: bounds of the name, the repository and the tag") {
  const std::string host = "registry.example/";
  CHECK(image_place(host + std::string(limits::repository_bytes, 'a')).has_value());
  CHECK_FALSE(image_place(host + std::string(limits::repository_bytes + 1, 'a')).has_value());
  CHECK(image_place(host + "a:" + std::string(limits::tag_bytes, 'a')).has_value());
  CHECK_FALSE(image_place(host + "a:" + std::string(limits::tag_bytes + 1, 'a')).has_value());
  const std::string longest = std::string(limits::image_name_bytes - 2, 'a') + "/a";
  CHECK(image_place(longest).error().message.find("repository") != std::string::npos);
  CHECK(image_place("a" + longest).error().message.find("no name of an image") !=
        std::string::npos);
}

}  // namespace prodparity::registry
