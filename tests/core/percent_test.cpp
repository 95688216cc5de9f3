#include "core/percent.h"

#include "tests/support/catch.h"

namespace prodparity {

TEST_CASE("percent: two digits are a byte, anything else stays as it is") {
  CHECK(percent_decoded("a%20b%2f%2F%25") == "a b//%");
  CHECK(percent_decoded("100% of+it%2") == "100% of+it%2");
  CHECK(percent_decoded("%zz%4") == "%zz%4");
  CHECK(percent_decoded("").empty());
}

}  // namespace prodparity
