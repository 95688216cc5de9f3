#pragma once

#include "core/result.h"
#include "core/url.h"
#include "fetch/http/resolver.h"
#include "fetch/http/socket.h"
#include "fetch/http/tls.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// Where a connection goes.
struct Route {
  Url url;  // its scheme, host and port
  std::optional<ProxyUrl> proxy;
  // A server sent us there: the addresses that its name leads to are looked at (may_be_reached).
  bool is_led = false;
  bool from_this_machine = false;  // that server is one of this machine

  std::string key() const;  // the same for requests that may share a connection
};

struct ConnectSettings {
  const Resolver& resolver;
  const Clock& now;
  std::string_view user_agent;
  TimePoint end;                   // of all
  std::chrono::milliseconds each;  // for TCP, TLS with the proxy, the tunnel and TLS with the host
};

// A connection to a host, through a proxy or not, in TLS or not. Its layers point at each other: it
// stays where it was made. Errors: as Socket and TlsLayer have them; not_found; denied, io and
// malformed by the proxy's answer.
class Connection {
 public:
  // `trust` may be null for http without a proxy of https.
  static Result<std::unique_ptr<Connection>> open(const Route& route, const TlsTrust* trust,
                                                  const ConnectSettings& settings);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void set_deadline(TimePoint deadline) { socket_.set_deadline(deadline); }
  Result<std::size_t> read(char* bytes, std::size_t size);
  Result<void> write(std::string_view bytes);
  bool is_quiet() const { return socket_.is_quiet(); }

 private:
  explicit Connection(Socket socket) : socket_(std::move(socket)) {}
  ByteIo top();
  Result<void> add_tls(const TlsTrust& trust, const std::string& host);
  Result<void> make_tunnel(const Route& route, const ConnectSettings& settings);

  Socket socket_;
  std::optional<TlsLayer> outer_;  // with a proxy of https, or with the host
  std::optional<TlsLayer> inner_;  // with the host, within the proxy's
};

}  // namespace prodparity::fetch
