#pragma once

#include "client/live/view.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <termios.h>

#include <optional>
#include <string>
#include <vector>

namespace prodparity::live {

// What woke a Terminal.
struct Woken {
  std::string bytes;  // of the keyboard
  bool resized = false;
  bool ended = false;  // a signal asks to end, or the terminal is gone
  bool other = false;  // `other_fd` can be read
};

// A terminal of which every key arrives at once and whose screen is ours: standard input and
// output. Left as it was found, also after a signal that ends the program.
class Terminal {
 public:
  // Errors: wrong_usage where one of both is no terminal, or one without a screen (TERM=dumb); io.
  static Result<Terminal> open();
  Terminal(Terminal&&) noexcept = default;
  Terminal& operator=(Terminal&&) = delete;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  Size size() const;
  // Without flicker: each line is overwritten, then cleared behind its end.
  Result<void> show(const std::vector<std::string>& lines) const;
  // Until a key, a signal, `other_fd` (-1: none) or so many milliseconds (-1: no end).
  Woken wait(int other_fd, int milliseconds) const;

 private:
  Terminal(UniqueFd signals, const termios& before)
      : signals_(std::move(signals)), before_(before) {}

  UniqueFd signals_;
  termios before_;
};

}  // namespace prodparity::live
