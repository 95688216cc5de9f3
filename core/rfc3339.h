#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// RFC 3339: "2026-11-22T12:00:00Z", with a fraction, with an offset. Only the shape: a day that is
// in no calendar passes.
bool is_rfc3339(std::string_view text);

// Of seconds since 1970, UTC: "2026-11-22T12:00:00Z".
std::string rfc3339_of(std::int64_t seconds);
// And back, without its fraction; nothing where it is no such time, or in no calendar.
std::optional<std::int64_t> seconds_of_rfc3339(std::string_view text);

}  // namespace prodparity
