#include "client/clock.h"

#include "core/rfc3339.h"

#include <ctime>
#include <string>
#include <string_view>

namespace prodparity {
Result<Date> today(std::string_view now) {
  if (now.empty()) {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return Date{.year = parts.tm_year + 1900, .month = parts.tm_mon + 1, .day = parts.tm_mday};
  }
  const std::optional<Date> date =
      is_rfc3339(now) ? parse_date(now.substr(0, 10)) : std::optional<Date>();
  if (!date) {
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "--now '" + std::string(now) +
                            "' is no RFC 3339 time; write it as 2026-11-22T12:00:00Z"};
  }
  return *date;
}

}  // namespace prodparity
