#include "client/live/terminal.h"

#include "io/system_error.h"
#include "program/output.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace prodparity::live {
namespace {

// The alternate screen, so that what was on the terminal comes back; no cursor; and back.
constexpr std::string_view take_screen = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr std::string_view leave_screen = "\x1b[?25h\x1b[?1049l";

// SIGTSTP is among them: a stopped program would leave the terminal as we have it.
sigset_t our_signals() {
  sigset_t set{};
  ::sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH})
    ::sigaddset(&set, signal);
  return set;
}

bool has_screen() {
  const char* const kind = std::getenv("TERM");
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

Woken of_signals(int fd) {
  Woken woken;
  signalfd_siginfo info{};
  while (::read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (info.ssi_signo == static_cast<unsigned>(SIGWINCH))
      woken.resized = true;
    else if (info.ssi_signo != static_cast<unsigned>(SIGTSTP))
      woken.ended = true;
  }
  return woken;
}

}  // namespace

Result<Terminal> Terminal::open() {
  termios before{};
  if (::tcgetattr(STDIN_FILENO, &before) != 0 || !output_is_terminal() || !has_screen())
    return Error{.code = ErrorCode::wrong_usage, .message = "this is no terminal with a screen"};
  const sigset_t set = our_signals();
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return system_error(errno, "block", "signals");
  UniqueFd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return system_error(errno, "wait for", "signals");
  termios raw = before;
  ::cfmakeraw(&raw);
  if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) != 0)
    return system_error(errno, "set up", "the terminal");
  Terminal terminal(std::move(signals), before);
  if (const Result<void> written = write_output(take_screen); !written) return written.error();
  return terminal;
}

Terminal::~Terminal() {
  if (!signals_) return;  // moved from
  static_cast<void>(write_output(leave_screen));
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  const sigset_t set = our_signals();
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

Size Terminal::size() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return {};
  return {.rows = size.ws_row, .columns = size.ws_col};
}

Result<void> Terminal::show(const std::vector<std::string>& lines) const {
  std::string text = "\x1b[H";
  for (std::size_t i = 0; i < lines.size(); ++i)
    text += (i == 0 ? "" : "\r\n") + lines[i] + "\x1b[K";
  return write_output(text);
}

Woken Terminal::wait(int other_fd, int milliseconds) const {
  std::array<pollfd, 3> all{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                            pollfd{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                            pollfd{.fd = other_fd, .events = POLLIN, .revents = 0}};
  if (::poll(all.data(), all.size(), milliseconds) <= 0) return {};
  Woken woken = of_signals(signals_.get());
  woken.other = all[2].revents != 0;
  if (all[0].revents == 0) return woken;
  std::array<char, 256> bytes{};
  const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (size > 0) woken.bytes.assign(bytes.data(), static_cast<std::size_t>(size));
  if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) woken.ended = true;
  return woken;
}

}  // namespace prodparity::live
