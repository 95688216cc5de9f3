#include "core/digest.h"

#include "tests/support/catch.h"

using namespace prodparity;

TEST_CASE("sha-256: the vectors of FIPS 180-4") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("sha-256: parts give what the whole gives") {
  Sha256 sha256;
  sha256.update("a");
  sha256.update("");
  sha256.update("bc");
  CHECK(sha256.hex() == sha256_hex("abc"));
}
