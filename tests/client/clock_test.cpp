#include "client/clock.h"

#include "tests/support/catch.h"

#include <string_view>

using namespace prodparity;

TEST_CASE("clock: the day of --now") {
  CHECK(*today("2026-11-22T12:00:00Z") == Date{2026, 11, 22});
  CHECK(*today("2026-11-22T12:00:00.123+01:00") == Date{2026, 11, 22});
  CHECK(*today("2026-11-22T12:00:00-05:30") == Date{2026, 11, 22});
  CHECK(*today("") >= Date{2020, 1, 1});
}

TEST_CASE("clock: what is no RFC 3339 time is wrong usage") {
  for (const std::string_view text :
       {"now", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T12:00:00.Z", "2026-13-22T12:00:00Z",
        "2026-11-22T12:00:00Zx", "2026-11-22T12:00:00+0100", "2026-11-22 12:00:00Z"}) {
    INFO(text);
    const auto result = today(text);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::wrong_usage);
  }
}
