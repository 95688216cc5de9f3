#include "fetch/http/connection.h"

#include "fetch/http/redirect.h"
#include "fetch/http/request_text.h"
#include "fetch/http/response_reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

Result<std::vector<IpAddress>> addresses_of(const Route& route, const ConnectSettings& settings,
                                            TimePoint deadline) {
  const std::string& host = route.proxy ? route.proxy->url.host : route.url.host;
  auto found = settings.resolver(host, deadline, settings.now);
  if (!found || route.proxy || !route.is_led) return found;
  std::erase_if(*found, [&](const IpAddress& one) {
    return !may_be_reached(to_string(one), route.from_this_machine);
  });
  if (found->empty())
    return Error{.code = ErrorCode::denied,
                 .message = "a server leads to '" + host +
                            "', which is this machine or one beside it: that is not followed"};
  return found;
}

// What a proxy's refusal of a tunnel means.
Error tunnel_refused(int status, const Route& route) {
  const std::string proxy = shown(route.proxy->url);
  std::string message = "the proxy '" + proxy + "' does not let through to '" +
                        host_and_port(route.url) + "' (" + std::to_string(status) + ")";
  if (status == 407)
    message = "the proxy '" + proxy + "' asks for credentials" +
              (route.proxy->has_user ? " other than those given" : "") +
              ": they stand in its URL, http://USER:PASSWORD@HOST";
  const bool may_pass = status == 502 || status == 503 || status == 504;
  return {.code = may_pass ? ErrorCode::io : ErrorCode::denied, .message = std::move(message)};
}

Error with_place(const Error& error, const Url& url) {
  return {.code = error.code,
          .message = "cannot reach '" + host_and_port(url) + "': " + error.message};
}

}  // namespace

std::string Route::key() const {
  std::string text = url.scheme + ' ' + host_and_port(url);
  if (proxy) text += ' ' + to_string(proxy->url) + ' ' + proxy->user + ' ' + proxy->password;
  return text;
}

ByteIo Connection::top() {
  if (outer_)
    return {.read = [this](char* bytes, std::size_t size) { return outer_->read(bytes, size); },
            .write = [this](std::string_view bytes) { return outer_->write(bytes); }};
  return {.read = [this](char* bytes, std::size_t size) { return socket_.read(bytes, size); },
          .write = [this](std::string_view bytes) { return socket_.write(bytes); }};
}

Result<void> Connection::add_tls(const TlsTrust& trust, const std::string& host) {
  auto layer = TlsLayer::connect(trust, host, top());
  if (!layer) return layer.error();
  (outer_ ? inner_ : outer_) = std::move(*layer);
  return {};
}

Result<void> Connection::make_tunnel(const Route& route, const ConnectSettings& settings) {
  if (auto asked = write(connect_text(route.url, *route.proxy, settings.user_agent)); !asked)
    return asked;
  ResponseReader reader(0, ResponseReader::Expects::no_body);
  std::array<char, 4096> buffer{};
  while (!reader.is_done()) {
    const auto got = read(buffer.data(), buffer.size());
    if (!got) return got.error();
    auto taken = *got == 0 ? reader.put_end() : reader.put({buffer.data(), *got});
    if (!taken) return taken;
  }
  if (reader.status() / 100 != 2) return tunnel_refused(reader.status(), route);
  if (!reader.has_unread()) return {};
  return Error{.code = ErrorCode::malformed,
               .message = "the proxy '" + shown(route.proxy->url) + "' speaks out of turn"};
}

Result<std::unique_ptr<Connection>> Connection::open(const Route& route, const TlsTrust* trust,
                                                     const ConnectSettings& settings) {
  const auto deadline = [&] { return std::min(settings.end, settings.now() + settings.each); };
  const Url& first = route.proxy ? route.proxy->url : route.url;
  const auto addresses = addresses_of(route, settings, deadline());
  if (!addresses) return addresses.error();
  auto socket = Socket::connect(*addresses, first.port, deadline(), settings.now);
  if (!socket) return with_place(socket.error(), first);
  std::unique_ptr<Connection> connection(new Connection(std::move(*socket)));
  const auto step = [&](auto does) -> Result<void> {
    connection->set_deadline(deadline());
    return does();
  };
  if (route.proxy && route.proxy->url.scheme == "https") {
    auto done = step([&] { return connection->add_tls(*trust, route.proxy->url.host); });
    if (!done) return with_place(done.error(), first);
  }
  if (route.url.scheme != "https") return connection;
  if (route.proxy) {
    auto done = step([&] { return connection->make_tunnel(route, settings); });
    if (!done) return with_place(done.error(), route.url);
  }
  auto done = step([&] { return connection->add_tls(*trust, route.url.host); });
  if (!done) return with_place(done.error(), route.url);
  return connection;
}

Result<std::size_t> Connection::read(char* bytes, std::size_t size) {
  if (inner_) return inner_->read(bytes, size);
  return outer_ ? outer_->read(bytes, size) : socket_.read(bytes, size);
}

Result<void> Connection::write(std::string_view bytes) {
  if (inner_) return inner_->write(bytes);
  return outer_ ? outer_->write(bytes) : socket_.write(bytes);
}

}  // namespace prodparity::fetch
