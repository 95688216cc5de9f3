#pragma once

#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace prodparity::fetch {

// What a try ended with: a status, or an error.
struct Outcome {
  int status = 0;  // 0: there was no response
  ErrorCode error = ErrorCode::io;
  std::string_view retry_after;  // the header
};

// Whether a later try may end otherwise: 408, 429 and the 5xx that servers pass by with (500, 502,
// 503, 504); of errors the network's (io, timed_out, truncated), never one of trust or size.
bool passes(const Outcome& outcome);

// Seconds since 1970 of an HTTP-date (RFC 9110, section 5.6.7) in any of its three forms.
std::optional<std::int64_t> parse_http_date(std::string_view text);

// How long Retry-After asks to wait: seconds, or a date as seen from `unix_seconds`; never
// negative.
std::optional<std::chrono::seconds> retry_after(std::string_view value, std::int64_t unix_seconds);

// How long to wait before the next try; nothing where there is none. `tried` tries were made (at
// least 1) of `most`. 500 ms, doubled each time up to 30 s, of which `jitter` (0 to 1) takes away
// up to half: many who failed together do not come back together. A server's Retry-After is obeyed
// in full, jitter then adds up to a tenth. What does not fit into `left` is not waited for.
std::optional<std::chrono::milliseconds> next_wait(const Outcome& outcome, int tried, int most,
                                                   std::chrono::milliseconds left, double jitter,
                                                   std::int64_t unix_seconds);

}  // namespace prodparity::fetch
