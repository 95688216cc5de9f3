#pragma once

#include "io/unique_fd.h"
#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace prodparity::test {

// What a proxy does with a CONNECT: it hands bytes on to `port` of this machine until one of the
// two hangs up. Returns the request.
inline std::string tunnel(Peer& peer, std::uint16_t port) {
  const auto request = peer.request();
  if (!request) return {};
  const UniqueFd out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  place.sin_port = htons(port);
  if (::connect(out.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) return {};
  peer.say("HTTP/1.1 200 Connection established\r\n\r\n");
  for (;;) {
    const std::string bytes = peer.take_read();
    if (::send(out.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) break;
    pollfd either[] = {{.fd = peer.fd(), .events = POLLIN, .revents = 0},
                       {.fd = out.get(), .events = POLLIN, .revents = 0}};
    if (!peer.has_pending() && ::poll(either, 2, -1) < 0) break;
    if ((peer.has_pending() || either[0].revents != 0) && !peer.read_more()) break;
    char part[4096];
    if (either[1].revents == 0) continue;
    const ssize_t got = ::recv(out.get(), part, sizeof part, 0);
    if (got <= 0 || !peer.say({part, static_cast<std::size_t>(got)})) break;
  }
  return *request;
}

}  // namespace prodparity::test
