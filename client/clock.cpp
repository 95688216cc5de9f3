#include "client/clock.h"

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

// RFC 3339: "2026-11-22T12:00:00Z", with a fraction, with an offset. Digits stand for digits.
bool is_rfc3339(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() <= shape.size()) return false;
  const auto matches = [](std::string_view part, std::string_view pattern) {
    if (part.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const bool digit = part[i] >= '0' && part[i] <= '9';
      if (pattern[i] == '0' ? !digit : part[i] != pattern[i]) return false;
    }
    return true;
  };
  if (!matches(text.substr(0, shape.size()), shape)) return false;
  text.remove_prefix(shape.size());
  if (text.front() == '.') {
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return false;
    text.remove_prefix(end);
  }
  return text == "Z" || matches(text, "+00:00") || matches(text, "-00:00");
}

}  // namespace

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
