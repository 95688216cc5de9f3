#pragma once

#include <string_view>

// The daemon's log, on standard error. Nothing that a client controls is logged above debug.
namespace prodparity::log {

// "debug", "info", "warn" or "error"; false: no such level.
bool set_level(std::string_view name);
void debug(std::string_view text);
void info(std::string_view text);
void warn(std::string_view text);
void error(std::string_view text);

}  // namespace prodparity::log
