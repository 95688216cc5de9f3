// The one translation unit that compiles spdlog (Debian has no static one).
#define SPDLOG_FMT_EXTERNAL
#include "daemon/log.h"

#include "core/text.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string_view>

namespace prodparity::log {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("prodparityd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_st>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n %l: %v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view text) {
  if (logger().should_log(level)) logger().log(level, printable(text, 4096));
}

}  // namespace

bool set_level(std::string_view name) {
  for (const spdlog::level::level_enum level :
       {spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err}) {
    const std::string_view word = level == spdlog::level::warn   ? "warn"
                                  : level == spdlog::level::err  ? "error"
                                  : level == spdlog::level::info ? "info"
                                                                 : "debug";
    if (word != name) continue;
    logger().set_level(level);
    return true;
  }
  return false;
}

void debug(std::string_view text) {
  write(spdlog::level::debug, text);
}
void info(std::string_view text) {
  write(spdlog::level::info, text);
}
void warn(std::string_view text) {
  write(spdlog::level::warn, text);
}
void error(std::string_view text) {
  write(spdlog::level::err, text);
}

}  // namespace prodparity::log
