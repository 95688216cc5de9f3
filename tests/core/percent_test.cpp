#include "core/percent.h"

#include "tests/support/catch.h"

namespace prodparity {

TEST_CASE("percent: two digits are a byte, anything else stays as it is") {
  CHECK(percent_decoded("a%20b%2f%2F%25") == "a b//%");
  CHECK(percent_decoded("100% of+it%2") == "100% of+it%2");
  CHECK(percent_decoded("%zz%4") == "%zz%4");
  CHECK(percent_decoded("").empty());
}

TEST_CASE("percent: what is encoded is one value of a query, and decodes to itself") {
  CHECK(percent_encoded("repository:acme/api:pull") == "repository%3Aacme%2Fapi%3Apull");
  CHECK(percent_encoded("a+b &=\x01\xff~-._") == "a%2Bb%20%26%3D%01%FF~-._");
  CHECK(percent_decoded(percent_encoded("100% of+it%2")) == "100% of+it%2");
}

}  // namespace prodparity
