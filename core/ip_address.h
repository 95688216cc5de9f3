#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// An address of IPv4 or IPv6, without zone. IPv4 stands in the last four bytes, as in
// ::ffff:0:0/96.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = false;

  bool operator==(const IpAddress&) const = default;
};

// "192.0.2.7" of four decimal numbers without leading zeros (what inet_aton reads besides, 0x7f.1,
// is how an address is smuggled past a check), or RFC 4291's text of an IPv6 address. No zone, no
// brackets.
std::optional<IpAddress> parse_ip(std::string_view text);

// As RFC 5952 has it: one spelling an address.
std::string to_string(const IpAddress& address);

// Where an address leads to, which decides whether a server may send us there.
enum class AddressReach {
  global,       // the internet
  private_use,  // RFC 1918, RFC 6598 (carriers), fc00::/7
  loopback,     // this machine: 127.0.0.0/8, ::1
  link_local,   // 169.254.0.0/16 (a cloud's metadata service), fe80::/10
  special,      // none that a server has: 0.0.0.0/8, multicast, reserved, documentation
};

// IPv4 within IPv6 (mapped, compatible, 6to4, NAT64) counts as the IPv4 address that it leads to.
AddressReach reach_of(const IpAddress& address);

// Whether the first `bits` bits are those of `prefix`; never across families.
bool is_in(const IpAddress& address, const IpAddress& prefix, std::size_t bits);

}  // namespace prodparity
