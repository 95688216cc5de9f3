#include "client/wait.h"

#include "tests/support/catch.h"

using namespace prodparity;
using std::chrono::milliseconds;

TEST_CASE("wait: it looks at least once, and no more than it must") {
  int looks = 0;
  CHECK(wait_until(milliseconds(0), [&] { return ++looks == 1; }));
  CHECK(looks == 1);
  CHECK_FALSE(wait_until(milliseconds(0), [&] { return ++looks == 3; }));
  CHECK(looks == 2);
}

TEST_CASE("wait: it goes on looking while there is patience") {
  int looks = 0;
  CHECK(wait_until(milliseconds(60'000), [&] { return ++looks == 3; }));
  CHECK(looks == 3);
}
