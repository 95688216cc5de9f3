#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {

// A host and its port, as they stand in an image's name and in an address.
struct Host {
  std::string name;  // lower-case; an IPv6 address without its brackets
  std::string port;  // "5000"; empty: not given
  bool ipv6 = false;

  bool operator==(const Host&) const = default;
};

// "registry.example", "registry.example:5000", "[::1]:5000". nullopt: none of these, or an IPv4
// address in a spelling of its own ("127.1", "0x7f000001"), which resolvers take for one.
std::optional<Host> parse_host(std::string_view text);

// This machine by its name: localhost and below, 127.0.0.0/8, ::1.
bool is_loopback(const Host& host);

// An address that no public server has: loopback, private, link-local (cloud metadata), carrier's,
// multicast, unspecified, or an IPv4 address of these kinds within IPv6. Names are none of it.
bool is_private_address(const Host& host);

}  // namespace prodparity::registry
