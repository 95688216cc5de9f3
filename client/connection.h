#pragma once

#include "core/protocol.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <chrono>
#include <string>
#include <vector>

namespace prodparity {

// One connection to the daemon: synchronous, bounded in time and size (limits::response_bytes).
class Connection {
 public:
  // The first of these sockets that answers. Errors: unavailable, denied, wrong_usage.
  static Result<Connection> open(const std::vector<std::string>& paths);

  // Sends and waits for the answer; its result as JSON text. Errors: timed_out, unavailable (the
  // daemon went away), too_large, malformed, and the daemon's own: not_found, wrong_usage, denied.
  Result<std::string> call(Request request);

  // The next notification, however long it takes (`subscribe`).
  Result<ServerMessage> next();

 private:
  explicit Connection(UniqueFd fd) : fd_(std::move(fd)) {}
  using Deadline = std::chrono::steady_clock::time_point;

  Result<void> send(const std::string& line, Deadline deadline);
  Result<std::string> receive_line(Deadline deadline);

  UniqueFd fd_;
  std::string received_;  // not yet handed out
};

// Where a daemon may listen for this user: `given` alone if it is not empty, $PRODPARITY_SOCKET,
// else root's and the user's own.
std::vector<std::string> socket_paths(const std::string& given);

}  // namespace prodparity
