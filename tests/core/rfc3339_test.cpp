#include "core/rfc3339.h"

#include "tests/support/catch.h"

using namespace prodparity;

TEST_CASE("rfc 3339: a time with or without a fraction and an offset, and nothing else") {
  for (const char* good : {"2026-11-22T12:00:00Z", "2026-11-22T12:00:00.5Z",
                           "2026-11-22T12:00:00+01:00", "2026-11-22T12:00:00.123456-00:00"}) {
    INFO(good);
    CHECK(is_rfc3339(good));
  }
  for (const char* bad :
       {"", "yesterday", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22 12:00:00Z",
        "2026-11-22T12:00:00.Z", "2026-11-22T12:00:00Z\x1b", "2026-11-22T12:00:0xZ"}) {
    INFO(bad);
    CHECK_FALSE(is_rfc3339(bad));
  }
}

TEST_CASE("rfc 3339: seconds since 1970 are written as their time") {
  CHECK(rfc3339_of(0) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339_of(1'709'251'199) == "2024-02-29T23:59:59Z");
  CHECK(rfc3339_of(-1) == "1969-12-31T23:59:59Z");
}

TEST_CASE("rfc 3339: a time's seconds since 1970, and none of what is in no calendar") {
  CHECK(seconds_of_rfc3339("1970-01-01T00:00:00Z") == 0);
  CHECK(seconds_of_rfc3339("2024-02-29T23:59:59.75Z") == 1'709'251'199);
  CHECK(seconds_of_rfc3339("2026-11-22T14:00:00+02:00") ==
        seconds_of_rfc3339("2026-11-22T12:00:00Z"));
  CHECK(seconds_of_rfc3339("2026-11-22T10:00:00-02:00") ==
        seconds_of_rfc3339("2026-11-22T12:00:00Z"));
  for (const char* bad : {"", "2026-11-22", "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z",
                          "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z"}) {
    INFO(bad);
    CHECK_FALSE(seconds_of_rfc3339(bad));
  }
  for (const std::int64_t seconds : {0L, 1'795'356'510L, 4'102'444'800L})
    CHECK(seconds_of_rfc3339(rfc3339_of(seconds)) == seconds);
}
