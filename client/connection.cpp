#include "client/connection.h"

#include "core/limits.h"
#include "io/system_error.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using Clock = std::chrono::steady_clock;

// A forced scan of a large container takes a second; a daemon that hangs must not hang a script.
constexpr std::chrono::seconds answer_seconds{30};
constexpr std::chrono::seconds connect_seconds{2};

Error unavailable(std::string message) {
  return {.code = ErrorCode::unavailable, .message = std::move(message)};
}

Error not_running(const std::vector<std::string>& paths) {
  return unavailable(fmt::format(
      "no daemon answers at {}; start prodparityd, or compare once with: prodparity check",
      fmt::join(paths, " or ")));
}

Result<UniqueFd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return Error{.code = ErrorCode::wrong_usage,
                 .message = fmt::format("'{}' cannot be a socket: 1 to {} bytes", path,
                                        sizeof(address.sun_path) - 1)};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return system_error(errno, "connect to", path);
  // Bounds connect() too, when the daemon's backlog is full.
  const timeval limit{.tv_sec = connect_seconds.count(), .tv_usec = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(fd.get(), generic, sizeof(address)) == 0) return fd;
  if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR)
    return unavailable("nobody listens");
  return system_error(errno, "connect to", path);
}

// Waits until `events` are possible. Errors: timed_out, io.
Result<void> wait_for(int fd, short events, Clock::time_point deadline) {
  for (;;) {
    int milliseconds = -1;
    if (deadline != Clock::time_point::max()) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      milliseconds = static_cast<int>(std::max<std::chrono::milliseconds::rep>(left, 0));
    }
    pollfd one{.fd = fd, .events = events, .revents = 0};
    const int ready = ::poll(&one, 1, milliseconds);
    if (ready > 0) return {};
    if (ready == 0) {
      return Error{
          .code = ErrorCode::timed_out,
          .message = fmt::format("the daemon did not answer within {} s", answer_seconds.count())};
    }
    if (errno != EINTR) return system_error(errno, "wait for", "the daemon");
  }
}

Error error_of(const RpcError& error) {
  ErrorCode code = ErrorCode::unavailable;
  if (error.code == rpc_code::invalid_params) code = ErrorCode::wrong_usage;
  if (error.code == rpc_code::not_found) code = ErrorCode::not_found;
  if (error.code == rpc_code::not_permitted) code = ErrorCode::denied;
  if (error.code == rpc_code::too_busy) code = ErrorCode::busy;
  return {.code = code, .message = error.message};
}

}  // namespace

Result<Connection> Connection::open(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Result<UniqueFd> fd = connect_to(path);
    if (fd) return Connection(std::move(*fd));
    if (fd.error().code != ErrorCode::unavailable) return fd.error();
  }
  return not_running(paths);
}

Result<void> Connection::send(const std::string& line, Deadline deadline) {
  std::string_view rest = line;
  while (!rest.empty()) {
    if (const Result<void> ready = wait_for(fd_.get(), POLLOUT, deadline); !ready)
      return ready.error();
    const ssize_t sent = ::send(fd_.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0) return unavailable("the daemon closed the connection");
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::string> Connection::receive_line(Deadline deadline) {
  std::size_t searched = 0;
  std::array<char, 64 * 1024> part{};
  for (;;) {
    const std::size_t end = received_.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    searched = received_.size();
    if (searched > limits::response_bytes)
      return Error{.code = ErrorCode::too_large, .message = "the daemon's answer has no end"};
    if (const Result<void> ready = wait_for(fd_.get(), POLLIN, deadline); !ready)
      return ready.error();
    const ssize_t count = ::recv(fd_.get(), part.data(), part.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return unavailable("the daemon closed the connection");
    received_.append(part.data(), static_cast<std::size_t>(count));
  }
}

Result<std::string> Connection::call(Request request) {
  const Deadline deadline = Clock::now() + answer_seconds;
  request.id = "1";
  if (const Result<void> sent = send(write_request(request), deadline); !sent) return sent.error();
  for (;;) {
    const Result<std::string> line = receive_line(deadline);
    if (!line) return line.error();
    Result<ServerMessage> message = parse_server_message(*line);
    if (!message) return message.error();
    if (message->error) return error_of(*message->error);
    if (!message->is_notification()) return std::move(message->result);
  }
}

Result<ServerMessage> Connection::next() {
  const Result<std::string> line = receive_line(Deadline::max());
  if (!line) return line.error();
  return parse_server_message(*line);
}

std::vector<std::string> socket_paths(const std::string& given) {
  if (!given.empty()) return {given};
  const auto environment = [](const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
  };
  if (std::string path = environment("PRODPARITY_SOCKET"); !path.empty()) return {path};
  std::vector<std::string> paths = {fmt::format("{}/{}", default_run_folder, socket_name)};
  if (::geteuid() == 0) return paths;
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  const std::string own =
      runtime.empty() ? fmt::format("/tmp/prodparity-{}", ::geteuid()) : runtime + "/prodparity";
  paths.push_back(fmt::format("{}/{}", own, socket_name));
  return paths;
}

}  // namespace prodparity
