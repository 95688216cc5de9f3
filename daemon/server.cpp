#include "daemon/server.h"

#include "core/limits.h"
#include "io/system_error.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using namespace std::chrono_literals;

constexpr auto accept_pause = 200ms;  // EMFILE and friends: or the loop spins
constexpr auto drop_grace = 1s;       // for the last line of one that is dropped

Peer peer_of(LocalStream::socket& socket) {
  struct ucred credentials {};
  socklen_t size = sizeof credentials;
  // Somebody whose credentials cannot be read is nobody.
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return {.pid = 0, .uid = static_cast<unsigned>(-1)};
  return {.pid = credentials.pid, .uid = credentials.uid};
}

std::string dropped_line(std::string_view reason) {
  return write_notification("dropped", R"({"reason":")" + std::string(reason) + R"("})");
}

}  // namespace

struct Server::Session {
  using Outbox = asio::experimental::channel<void(error_code, std::shared_ptr<const std::string>)>;

  explicit Session(LocalStream::socket connected)
      : socket(std::move(connected)),
        peer(peer_of(socket)),
        outbox(socket.get_executor(), limits::subscriber_queue),
        grace(socket.get_executor()) {}

  LocalStream::socket socket;
  Peer peer;
  Outbox outbox;
  asio::steady_timer grace;
  bool subscribed = false;
  std::string waits_for;
  bool stops_daemon = false;  // once what it was answered is sent
  bool dropping = false;      // no more is queued; closed when what is queued is sent
  std::string last_line;
};

Server::Server(asio::io_context& context, Handler handler,
               std::function<void(std::string_view)> debug)
    : context_(context),
      handler_(std::move(handler)),
      debug_(std::move(debug)),
      acceptor_(context) {}

std::optional<Error> Server::listen(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return Error{.code = ErrorCode::wrong_config,
                 .message = "the socket's path is longer than a socket's may be (107 bytes)",
                 .path = path};
  error_code ec;
  LocalStream::socket probe(context_);
  probe.connect(LocalStream::endpoint(path), ec);
  if (!ec)
    return Error{.code = ErrorCode::busy,
                 .message = "somebody listens on this socket already",
                 .path = path};
  ::unlink(path.c_str());  // left by one that was killed
  acceptor_.open(LocalStream(), ec);
  if (!ec) acceptor_.bind(LocalStream::endpoint(path), ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return system_error(ec.value(), "listen on", path);
  path_ = path;
  // The umask has its say in bind(): set, and looked at again.
  struct stat status {};
  if (::chmod(path.c_str(), 0666) != 0 || ::lstat(path.c_str(), &status) != 0)
    return system_error(errno, "open to everybody", path);
  if (!S_ISSOCK(status.st_mode) || (status.st_mode & 0777U) != 0666U)
    return Error{.code = ErrorCode::io,
                 .message = "somebody changed the socket while it was made",
                 .path = path};
  return std::nullopt;
}

awaitable<void> Server::accept_loop() {
  while (!stopped_) {
    error_code ec;
    LocalStream::socket socket = co_await acceptor_.async_accept(or_error(ec));
    if (stopped_ || ec == asio::error::operation_aborted) co_return;
    if (ec) {
      asio::steady_timer pause(context_, accept_pause);
      co_await pause.async_wait(or_error(ec));
      continue;
    }
    start(std::move(socket));
  }
}

void Server::start(LocalStream::socket socket) {
  auto session = std::make_shared<Session>(std::move(socket));
  const bool full = sessions_.size() >= limits::sessions;
  sessions_.insert(session);
  spawn(session, write_loop(session));
  if (full) {
    drop(session,
         write_error({.code = rpc_code::too_busy, .message = "too many clients; try again"}));
  } else {
    spawn(session, read_loop(session));
  }
}

// An error in one session ends that session only.
void Server::spawn(const std::shared_ptr<Session>& session, awaitable<void> loop) {
  asio::co_spawn(context_, std::move(loop), [this, session](const std::exception_ptr& failure) {
    if (failure) debug_("a session ended by an exception");
    if (failure || !session->dropping) close(session);
  });
}

awaitable<void> Server::read_loop(std::shared_ptr<Session> session) {
  std::string input;
  while (!session->dropping && !stopped_) {
    error_code ec;
    const std::size_t size = co_await asio::async_read_until(
        session->socket, asio::dynamic_buffer(input, limits::request_bytes), '\n', or_error(ec));
    if (ec == asio::error::not_found) {
      drop(session, write_error({.code = rpc_code::invalid_request,
                                 .message = "a request is longer than " +
                                            std::to_string(limits::request_bytes) + " bytes"}));
      co_return;
    }
    if (stopped_) co_return;
    if (ec) drop(session, {});  // it may still read what it asked for before
    if (session->dropping) co_return;
    handle(session, std::string_view(input).substr(0, size - 1));
    input.erase(0, size);
  }
}

void Server::handle(const std::shared_ptr<Session>& session, std::string_view line) {
  const std::variant<Request, RpcError> parsed = parse_request(line);
  if (const RpcError* const error = std::get_if<RpcError>(&parsed)) {
    send(session, write_error(*error));
    return;
  }
  const Request& request = std::get<Request>(parsed);
  Reply reply = handler_(request, session->peer);
  if (request.id) {
    if (RpcError* const error = std::get_if<RpcError>(&reply.result)) {
      error->id = *request.id;
      send(session, write_error(*error));
    } else {
      send(session, write_result(*request.id, std::get<std::string>(reply.result)));
    }
  }
  for (std::string& extra : reply.lines)
    send(session, std::move(extra));
  session->subscribed = session->subscribed || reply.subscribe;
  if (!reply.waits_for.empty()) session->waits_for = std::move(reply.waits_for);
  if (!reply.stop) return;
  session->stops_daemon = true;
  drop(session, {});
}

void Server::send(const std::shared_ptr<Session>& session, std::string line) {
  if (session->dropping) return;
  if (!session->outbox.try_send(error_code(), std::make_shared<const std::string>(std::move(line))))
    drop(session, dropped_line("you read too slowly; connect again and go on from your cursor"));
}

void Server::drop(const std::shared_ptr<Session>& session, std::string last_line) {
  if (session->dropping) return;
  session->dropping = true;
  session->last_line = std::move(last_line);
  // What is queued is still sent, then last_line. A closed channel gives nothing out any more, so
  // one that waits is woken by a line that is none; one that has more to send sees `dropping`.
  session->outbox.try_send(error_code(), nullptr);
  spawn(session, close_later(session));
}

awaitable<void> Server::close_later(std::shared_ptr<Session> session) {
  session->grace.expires_after(drop_grace);
  error_code ec;
  co_await session->grace.async_wait(or_error(ec));
  close(session);
}

awaitable<void> Server::write_loop(std::shared_ptr<Session> session) {
  error_code ec;
  while (!ec && !(session->dropping && !session->outbox.ready())) {
    const std::shared_ptr<const std::string> line =
        co_await session->outbox.async_receive(or_error(ec));
    if (ec || !line) break;
    co_await asio::async_write(session->socket, asio::buffer(*line), or_error(ec));
  }
  if (!session->last_line.empty())
    co_await asio::async_write(session->socket, asio::buffer(session->last_line), or_error(ec));
  if (session->dropping) close(session);
}

void Server::close(const std::shared_ptr<Session>& session) {
  error_code ignored;
  session->socket.shutdown(LocalStream::socket::shutdown_both, ignored);
  session->socket.close(ignored);
  session->outbox.close();
  session->grace.cancel();
  sessions_.erase(session);
  if (std::exchange(session->stops_daemon, false) && !stopped_ && stop_daemon_) stop_daemon_();
}

void Server::tell(const std::string& line) {
  const std::set<std::shared_ptr<Session>> sessions = sessions_;  // drop() changes it
  for (const std::shared_ptr<Session>& session : sessions) {
    if (session->subscribed) send(session, line);
  }
}

void Server::end_waiting(std::string_view waits_for, unsigned uid, std::string_view reason) {
  const std::set<std::shared_ptr<Session>> sessions = sessions_;  // drop() changes it
  for (const std::shared_ptr<Session>& session : sessions) {
    if (session->waits_for != waits_for || session->peer.uid != uid) continue;
    session->waits_for.clear();
    drop(session, dropped_line(reason));
  }
}

std::size_t Server::waiting() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      sessions_, [](const auto& session) { return !session->waits_for.empty(); }));
}

void Server::stop() {
  stopped_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  const std::set<std::shared_ptr<Session>> sessions = sessions_;
  for (const std::shared_ptr<Session>& session : sessions)
    close(session);
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace prodparity
