#pragma once

#include "core/protocol.h"
#include "daemon/asio.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace prodparity {

// Who is at the other end, as the kernel says (SO_PEERCRED).
struct Peer {
  int pid = 0;
  unsigned uid = 0;
};

// What to send to one request: its result, and lines after it.
struct Reply {
  std::variant<std::string, RpcError> result;
  std::vector<std::string> lines;  // whole notifications
  bool subscribe = false;          // from now on it is told everything
  bool stop = false;               // end the daemon once this is sent
  std::string waits_for;           // of a subscriber: the idle agent's session; empty: of none
};

// The socket: one JSON-RPC message a line. Never waits for a client: each has a bounded queue, and
// who does not read is dropped and told so.
class Server {
 public:
  using Handler = std::function<Reply(const Request&, const Peer&)>;

  Server(asio::io_context& context, Handler handler, std::function<void(std::string_view)> debug);

  // Makes the socket (0666; rights come from SO_PEERCRED). Errors: busy, denied, io.
  std::optional<Error> listen(const std::string& path);
  awaitable<void> accept_loop();
  void tell(const std::string& line);
  // Drops who waits for this session as this user, and tells why.
  void end_waiting(std::string_view waits_for, unsigned uid, std::string_view reason);
  std::size_t waiting() const;  // subscribers that wait for an idle agent's session
  void stop();                  // closes everything and removes the socket
  void on_stop_request(std::function<void()> stop) { stop_daemon_ = std::move(stop); }

 private:
  struct Session;

  awaitable<void> read_loop(std::shared_ptr<Session> session);
  awaitable<void> write_loop(std::shared_ptr<Session> session);
  awaitable<void> close_later(std::shared_ptr<Session> session);
  void start(LocalStream::socket socket);
  void handle(const std::shared_ptr<Session>& session, std::string_view line);
  void send(const std::shared_ptr<Session>& session, std::string line);
  void drop(const std::shared_ptr<Session>& session, std::string last_line);
  void spawn(const std::shared_ptr<Session>& session, awaitable<void> loop);
  void close(const std::shared_ptr<Session>& session);

  asio::io_context& context_;
  Handler handler_;
  std::function<void(std::string_view)> debug_;
  std::function<void()> stop_daemon_;
  LocalStream::acceptor acceptor_;
  std::set<std::shared_ptr<Session>> sessions_;
  std::string path_;
  bool stopped_ = false;
};

}  // namespace prodparity
