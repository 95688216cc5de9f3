#include "fetch/http/retry.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace prodparity::fetch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_wait{500};
constexpr milliseconds longest_wait{30'000};
constexpr std::int64_t longest_asked = std::int64_t{365} * 24 * 3600;  // more is no more

// Takes a number of exactly `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc() || end != text.data() + digits || value < 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<unsigned> take_month(std::string_view& text) {
  constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < names.size(); ++i) {
    if (take(text, names[i])) return i + 1;
  }
  return std::nullopt;
}

// "08:49:37"
std::optional<std::int64_t> take_clock(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;  // a leap second
  return (std::int64_t{*hour} * 60 + *minute) * 60 + *second;
}

std::optional<std::int64_t> day_of(std::optional<int> year, std::optional<unsigned> month,
                                   std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> moment(std::optional<std::int64_t> day,
                                   std::optional<std::int64_t> clock) {
  if (!day || !clock) return std::nullopt;
  return *day * 24 * 3600 + *clock;
}

// "06 Nov 1994 08:49:37 GMT", and with hyphens and two digits of the year "06-Nov-94 ..."; those
// are of the last or this century, whichever is within 50 years (RFC 9110); 2026 is the year we
// know.
std::optional<std::int64_t> parse_day_first(std::string_view text, std::string_view separator) {
  const auto day = take_number(text, 2);
  if (!day || !take(text, separator)) return std::nullopt;
  const auto month = take_month(text);
  if (!month || !take(text, separator)) return std::nullopt;
  auto year = take_number(text, separator == "-" ? 2 : 4);
  if (year && separator == "-") *year += *year > 76 ? 1900 : 2000;
  if (!take(text, " ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (text != " GMT") return std::nullopt;
  return moment(day_of(year, month, day), clock);
}

// asctime's "Nov  6 08:49:37 1994".
std::optional<std::int64_t> parse_asctime(std::string_view text) {
  const auto month = take_month(text);
  if (!month || !take(text, " ")) return std::nullopt;
  const auto day = take(text, " ") ? take_number(text, 1) : take_number(text, 2);
  if (!take(text, " ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!take(text, " ")) return std::nullopt;
  const auto year = take_number(text, 4);
  if (!text.empty()) return std::nullopt;
  return moment(day_of(year, month, day), clock);
}

milliseconds scaled(milliseconds time, double factor) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(time.count()) * factor));
}

}  // namespace

bool passes(const Outcome& outcome) {
  switch (outcome.status) {
    case 0:
      return outcome.error == ErrorCode::io || outcome.error == ErrorCode::timed_out ||
             outcome.error == ErrorCode::truncated;
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  text = trim(text);
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space < 3) return std::nullopt;
  const std::string_view weekday = text.substr(0, space);
  text.remove_prefix(space + 1);
  if (!weekday.ends_with(',')) return parse_asctime(text);
  const auto modern = parse_day_first(text, " ");
  return modern ? modern : parse_day_first(text, "-");
}

std::optional<seconds> retry_after(std::string_view value, std::int64_t unix_seconds) {
  value = trim(value);
  if (value.empty()) return std::nullopt;
  const bool is_number =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) {
    std::int64_t asked = longest_asked;  // stays where there are too many digits
    std::from_chars(value.data(), value.data() + value.size(), asked);
    return seconds(std::min(asked, longest_asked));
  }
  const auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  return seconds(std::clamp(*date - unix_seconds, std::int64_t{0}, longest_asked));
}

std::optional<milliseconds> next_wait(const Outcome& outcome, int tried, int most,
                                      milliseconds left, double jitter, std::int64_t unix_seconds) {
  if (tried >= most || !passes(outcome)) return std::nullopt;
  jitter = std::clamp(jitter, 0.0, 1.0);
  milliseconds wait = first_wait;
  for (int i = 1; i < tried && wait < longest_wait; ++i)
    wait *= 2;
  wait = scaled(std::min(wait, longest_wait), 1 - jitter / 2);
  if (const auto asked = retry_after(outcome.retry_after, unix_seconds))
    wait = std::max<milliseconds>(wait, scaled(*asked, 1 + jitter / 10));
  if (wait >= left) return std::nullopt;
  return wait;
}

}  // namespace prodparity::fetch
