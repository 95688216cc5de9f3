#include "core/registry/content_digest.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {

TEST_CASE("content digest: sha256 and sha512, in lower-case hexadecimal of their length") {
  CHECK(algorithm_of("sha256:" + std::string(64, 'a')) == DigestAlgorithm::sha256);
  CHECK(algorithm_of("sha512:" + std::string(128, '0')) == DigestAlgorithm::sha512);
  for (const std::string& text :
       {std::string(), std::string("sha256:"), "sha256:" + std::string(63, 'a'),
        "sha256:" + std::string(65, 'a'), "sha256:" + std::string(64, 'A'),
        "sha256:" + std::string(63, 'a') + 'g', "sha512:" + std::string(64, 'a'),
        "SHA256:" + std::string(64, 'a'), "md5:" + std::string(32, 'a'), std::string(64, 'a')})
    CHECK_FALSE(algorithm_of(text));
}

// FIPS 180-4's own examples of "abc".
TEST_CASE("content digest: of bytes, whole and in parts") {
  const std::string sha256 =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const std::string sha512 =
      "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
  CHECK(digest_of("abc") == sha256);
  CHECK(digest_of("abc", DigestAlgorithm::sha512) == sha512);
  ContentHash hash(DigestAlgorithm::sha512);
  for (const std::string_view part : {"a", "", "bc"})
    hash.update(part);
  CHECK(hash.digest() == sha512);
}

}  // namespace prodparity::registry
