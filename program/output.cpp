#include "program/output.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/system_error.h"
#include "io/write_all.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace prodparity {
namespace {

constexpr std::size_t error_bytes = 4096;

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

std::size_t columns() {
  const std::string_view text = environment("COLUMNS");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size() && number > 0)
    return std::min<std::size_t>(number, 1000);
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return output_is_terminal() ? 80 : 0;
}

}  // namespace

Result<void> write_output(std::string_view text) {
  if (const int number = write_all(STDOUT_FILENO, text); number != 0)
    return system_error(number, "write", "standard output");
  return {};
}

std::string printable_lines(std::string_view text) {
  std::string lines;
  for_each_line(text, [&](std::string_view line, std::size_t) {
    lines += printable(line, limits::sbom_text_bytes) + '\n';
  });
  return lines;
}

void write_error_line(std::string_view message) {
  const std::string line = "prodparity: " + printable(message, error_bytes) + '\n';
  static_cast<void>(write_all(STDERR_FILENO, line));  // there is nobody left to tell
}

bool output_is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

int progress_terminal() {
  const bool is_one = ::isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb";
  return is_one ? ::fcntl(STDERR_FILENO, F_DUPFD, STDERR_FILENO + 1) : -1;
}

TerminalStyle terminal_style(bool no_color, bool all) {
  const bool wanted = !no_color && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  return {.colour = wanted && output_is_terminal(), .width = columns(), .all = all};
}

}  // namespace prodparity
