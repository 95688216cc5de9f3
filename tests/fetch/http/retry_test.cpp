#include "fetch/http/retry.h"

#include "tests/support/catch.h"

#include <chrono>
#include <string>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t noon = 1795953600;  // Sun, 29 Nov 2026 12:00:00 GMT

std::optional<std::chrono::milliseconds> wait(const Outcome& outcome, int tried, double jitter = 0,
                                              std::chrono::milliseconds left = 1h) {
  return next_wait(outcome, tried, 100, left, jitter, noon);
}

}  // namespace

TEST_CASE("retry: what may end otherwise later, and what will not") {
  for (const int status : {408, 429, 500, 502, 503, 504})
    CHECK(passes({.status = status}));
  for (const int status : {200, 304, 400, 401, 403, 404, 501, 505})
    CHECK_FALSE(passes({.status = status}));
  for (const ErrorCode code : {ErrorCode::io, ErrorCode::timed_out, ErrorCode::truncated})
    CHECK(passes({.error = code}));
  for (const ErrorCode code :
       {ErrorCode::denied, ErrorCode::too_large, ErrorCode::malformed, ErrorCode::not_found,
        ErrorCode::unsupported, ErrorCode::wrong_config, ErrorCode::wrong_usage})
    CHECK_FALSE(passes({.error = code}));
}

TEST_CASE("retry: the wait doubles up to half a minute, and jitter takes up to half of it") {
  const Outcome outcome{.status = 503};
  CHECK(wait(outcome, 1) == 500ms);
  CHECK(wait(outcome, 2) == 1000ms);
  CHECK(wait(outcome, 3) == 2000ms);
  CHECK(wait(outcome, 6) == 16000ms);
  CHECK(wait(outcome, 7) == 30000ms);
  CHECK(wait(outcome, 99) == 30000ms);
  CHECK(wait(outcome, 1, 1) == 250ms);
  CHECK(wait(outcome, 1, 0.5) == 375ms);
  CHECK(wait(outcome, 1, 7) == 250ms);
  CHECK(wait(outcome, 1, -7) == 500ms);
}

TEST_CASE("retry: tries and time have an end") {
  const Outcome outcome{.status = 503};
  CHECK(next_wait(outcome, 2, 3, 1h, 0, noon));
  CHECK_FALSE(next_wait(outcome, 3, 3, 1h, 0, noon));
  CHECK(wait(outcome, 1, 0, 501ms));
  CHECK_FALSE(wait(outcome, 1, 0, 500ms));
  CHECK_FALSE(wait({.status = 404}, 1));
}

TEST_CASE("retry: a server is not asked again before it said so") {
  CHECK(wait({.status = 429, .retry_after = "7"}, 1) == 7000ms);
  CHECK(wait({.status = 429, .retry_after = "7"}, 1, 1) == 7700ms);
  CHECK(wait({.status = 429, .retry_after = "0"}, 1) == 500ms);
  CHECK(wait({.status = 503, .retry_after = "Sun, 29 Nov 2026 12:00:09 GMT"}, 1) == 9000ms);
  CHECK(wait({.status = 503, .retry_after = "Sun, 29 Nov 2026 11:00:00 GMT"}, 1) == 500ms);
  CHECK(wait({.status = 503, .retry_after = "soon"}, 1) == 500ms);
  CHECK_FALSE(wait({.status = 503, .retry_after = "7200"}, 1));
  CHECK_FALSE(wait({.status = 503, .retry_after = "99999999999999999999999999"}, 1));
  CHECK(retry_after(" 5 ", noon) == 5s);
  CHECK_FALSE(retry_after("-5", noon));
  CHECK_FALSE(retry_after("5.5", noon));
  CHECK_FALSE(retry_after("", noon));
}

TEST_CASE("retry: the three forms of an HTTP date") {
  constexpr std::int64_t wanted = 784111777;
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == wanted);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == wanted);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == wanted);
  CHECK(parse_http_date("Sun, 29 Nov 2026 12:00:00 GMT") == noon);
  CHECK(parse_http_date("Sunday, 29-Nov-26 12:00:00 GMT") == noon);
  CHECK(parse_http_date("Sun Nov 29 12:00:00 2026") == noon);
  CHECK(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
}

TEST_CASE("retry: what is no HTTP date") {
  for (const char* text :
       {"", "Sun", "Sun,", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT x",
        "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 94", "2026-11-29T12:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_http_date(text));
  }
}
