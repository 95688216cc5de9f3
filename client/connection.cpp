#include "client/connection.h"

#include "core/limits.h"
#include "io/next_part.h"
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

constexpr int no_output = -1;  // poll() passes over it

Error unavailable(std::string message) {
  return {.code = ErrorCode::unavailable, .message = std::move(message)};
}

Error closed() {
  return unavailable("the daemon closed the connection");
}

Error not_running(const std::vector<std::string>& paths) {
  return unavailable(fmt::format(
      "no daemon answers at {}; start prodparityd, or compare once with: prodparity check",
      fmt::join(paths, " or ")));
}

timeval timeval_of(std::chrono::milliseconds time) {
  return {.tv_sec = time.count() / 1000, .tv_usec = time.count() % 1000 * 1000};
}

// Folders below /tmp can be made by anybody first: an ordinary user believes what root's daemon and
// an own one say, nobody else's. /run is root's alone; in a user namespace that knows only its own
// user, an agent's sandbox, root looks like nobody.
Result<void> believe(int fd, const std::string& path) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return system_error(errno, "ask who listens at", path);
  if (::geteuid() == 0 || peer.uid == 0 || peer.uid == ::geteuid()) return {};
  if (path == fmt::format("{}/{}", default_run_folder, socket_name)) return {};
  return Error{.code = ErrorCode::denied,
               .message = fmt::format(
                   "who listens at '{}' is another user's process ({}): it is not "
                   "believed; remove that folder, or set XDG_RUNTIME_DIR to one of your own",
                   path, peer.uid)};
}

Result<UniqueFd> connect_to(const std::string& path, std::chrono::milliseconds limit) {
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
  const timeval time = timeval_of(limit);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(fd.get(), generic, sizeof(address)) == 0) {
    if (const Result<void> believed = believe(fd.get(), path); !believed) return believed.error();
    return fd;
  }
  if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR)
    return unavailable("nobody listens");
  return system_error(errno, "connect to", path);
}

int milliseconds_to(Clock::time_point deadline) {
  if (deadline == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left, 0));
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

Result<Connection> Connection::open(const std::vector<std::string>& paths,
                                    const Patience& patience) {
  for (const std::string& path : paths) {
    Result<UniqueFd> fd = connect_to(path, patience.connect);
    if (fd) return Connection(std::move(*fd), patience);
    if (fd.error().code != ErrorCode::unavailable) return fd.error();
  }
  return not_running(paths);
}

// Waits until `events` are possible. Errors: timed_out, io.
Result<void> Connection::wait_for(short events, Deadline deadline, int output) const {
  for (;;) {
    std::array<pollfd, 2> both{pollfd{.fd = fd_.get(), .events = events, .revents = 0},
                               pollfd{.fd = output, .events = 0, .revents = 0}};
    const int ready = ::poll(both.data(), both.size(), milliseconds_to(deadline));
    if (ready > 0 && both[1].revents != 0)
      return Error{.code = ErrorCode::io, .message = "nobody reads the output any more"};
    if (ready > 0) return {};
    if (ready == 0) {
      return Error{.code = ErrorCode::timed_out,
                   .message = fmt::format("the daemon did not answer within {} s",
                                          std::chrono::duration<double>(patience_.answer).count())};
    }
    if (errno != EINTR) return system_error(errno, "wait for", "the daemon");
  }
}

Result<void> Connection::send(const std::string& line, Deadline deadline) {
  std::string_view rest = line;
  while (!rest.empty()) {
    if (const Result<void> ready = wait_for(POLLOUT, deadline, no_output); !ready)
      return ready.error();
    const ssize_t sent = ::send(fd_.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0) return closed();
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::string> Connection::receive_line(Deadline deadline, int output) {
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = received_.find('\n', searched);
    searched = received_.size();
    if (std::min(end, searched) > patience_.line_bytes) {
      return Error{.code = ErrorCode::too_large,
                   .message = fmt::format("the daemon's answer is longer than {} bytes",
                                          patience_.line_bytes)};
    }
    if (end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    if (const Result<void> ready = wait_for(POLLIN, deadline, output); !ready) return ready.error();
    const ssize_t count = receive_next_part(fd_.get(), received_);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return closed();
  }
}

Result<std::string> Connection::call(Request request) {
  const Deadline deadline = Clock::now() + patience_.answer;
  request.id = "1";
  if (const Result<void> sent = send(write_request(request), deadline); !sent) return sent.error();
  for (;;) {
    const Result<std::string> line = receive_line(deadline, no_output);
    if (!line) return line.error();
    Result<ServerMessage> message = parse_server_message(*line);
    if (!message) return message.error();
    if (message->error) return error_of(*message->error);
    if (!message->is_notification()) return std::move(message->result);
  }
}

Result<ServerMessage> Connection::next(int output) {
  const Result<std::string> line = receive_line(Deadline::max(), output);
  if (!line) return line.error();
  return parse_server_message(*line);
}

Result<void> Connection::skip_arrived() {
  for (;;) {
    received_.clear();
    const ssize_t count = receive_next_part(fd_.get(), received_);
    if (count < 0 && errno == EAGAIN) return {};
    if (count <= 0) return closed();
  }
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
