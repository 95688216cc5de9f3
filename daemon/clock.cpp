#include "daemon/clock.h"

#include <chrono>
#include <ctime>
#include <string>

namespace prodparity {
namespace {

std::tm utc_of(std::chrono::system_clock::time_point now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm calendar{};
  ::gmtime_r(&seconds, &calendar);
  return calendar;
}

}  // namespace

std::string time_now() {
  const auto now = std::chrono::system_clock::now();
  const std::tm calendar = utc_of(now);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &calendar));
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  const std::string milliseconds = std::to_string(1000 + since.count() % 1000);
  return text + '.' + milliseconds.substr(1) + 'Z';
}

Date day_now() {
  const std::tm calendar = utc_of(std::chrono::system_clock::now());
  return {.year = calendar.tm_year + 1900, .month = calendar.tm_mon + 1, .day = calendar.tm_mday};
}

}  // namespace prodparity
