#include "core/rfc3339.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

bool is_rfc3339(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";  // digits stand for digits
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

std::optional<std::int64_t> seconds_of_rfc3339(std::string_view text) {
  namespace chrono = std::chrono;
  if (!is_rfc3339(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char digit : text.substr(at, digits))
      value = value * 10 + (digit - '0');
    return value;
  };
  const chrono::year_month_day day{chrono::year(number(0, 4)),
                                   chrono::month(static_cast<unsigned>(number(5, 2))),
                                   chrono::day(static_cast<unsigned>(number(8, 2)))};
  // 60: a leap second.
  if (!day.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 60)
    return std::nullopt;
  std::int64_t offset = 0;
  if (text.back() != 'Z') {
    const std::size_t at = text.size() - 6;
    offset = (number(at + 1, 2) * 60 + number(at + 4, 2)) * 60;
    if (text[at] == '-') offset = -offset;
  }
  return std::int64_t{chrono::sys_days(day).time_since_epoch().count()} * 86'400 +
         number(11, 2) * 3'600 + number(14, 2) * 60 + number(17, 2) - offset;
}

std::string rfc3339_of(std::int64_t seconds) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds time{chrono::seconds{seconds}};
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace prodparity
