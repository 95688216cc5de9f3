#pragma once

#include "core/limits.h"
#include "core/protocol.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace prodparity {

// What a Connection waits for at most. A forced scan of a large container takes a second; a daemon
// that hangs must not hang a script.
struct Patience {
  std::chrono::milliseconds connect{2'000};
  std::chrono::milliseconds answer{30'000};
  std::size_t line_bytes = limits::response_bytes;
};

// One connection to the daemon: synchronous, bounded in time and size.
class Connection {
 public:
  // The first of these sockets that answers. Errors: unavailable, denied, wrong_usage.
  static Result<Connection> open(const std::vector<std::string>& paths,
                                 const Patience& patience = {});

  // Sends and waits for the answer; its result as JSON text. Errors: timed_out, unavailable (the
  // daemon went away), too_large, malformed, and the daemon's own: not_found, wrong_usage, denied.
  Result<std::string> call(Request request);

  // The next notification, however long it takes (`subscribe`). `output` is where it is going to be
  // written: when nobody reads that any more (a closed pipe) waiting ends with `io`.
  Result<ServerMessage> next(int output);

  // For poll(2): readable when a notification comes, or the daemon goes away.
  int fd() const { return fd_.get(); }
  // Notifications that have arrived, unread: for who asks anew whenever anything is told. Errors:
  // unavailable (the daemon went away, or dropped this reader).
  Result<void> skip_arrived();

 private:
  Connection(UniqueFd fd, const Patience& patience) : fd_(std::move(fd)), patience_(patience) {}
  using Deadline = std::chrono::steady_clock::time_point;

  Result<void> send(const std::string& line, Deadline deadline);
  Result<void> wait_for(short events, Deadline deadline, int output) const;
  Result<std::string> receive_line(Deadline deadline, int output);

  UniqueFd fd_;
  Patience patience_;
  std::string received_;  // not yet handed out
};

// Where a daemon may listen for this user: `given` alone if it is not empty, $PRODPARITY_SOCKET,
// else root's and the user's own.
std::vector<std::string> socket_paths(const std::string& given);

}  // namespace prodparity
