#include "core/registry/host.h"

#include "core/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<Ipv4> ipv4_of(const std::string& text) {
  Ipv4 bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::optional<Ipv6> ipv6_of(const std::string& text) {
  Ipv6 bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

// A last label of digits, or one in hexadecimal, is a number to a resolver, never a name.
bool ends_in_number(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return std::ranges::all_of(last, is_digit) || last.starts_with("0x");
}

bool is_name(std::string_view name) {
  const bool characters = std::ranges::all_of(name, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
  });
  return characters && !name.empty() && name.size() <= 253 && name.front() != '.' &&
         name.front() != '-' && name.find("..") == std::string_view::npos;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, is_digit)) return false;
  const int port = std::stoi(std::string(text));
  return port > 0 && port <= 65'535;
}

bool is_private(const Ipv4& ip) {
  return ip[0] == 0 || ip[0] == 10 || ip[0] == 127 || ip[0] >= 224 ||
         (ip[0] == 100 && ip[1] >= 64 && ip[1] < 128) || (ip[0] == 169 && ip[1] == 254) ||
         (ip[0] == 172 && ip[1] >= 16 && ip[1] < 32) || (ip[0] == 192 && ip[1] == 168);
}

// IPv4 within IPv6: mapped (::ffff:a.b.c.d), compatible (::a.b.c.d), NAT64 (64:ff9b::a.b.c.d) and
// 6to4 (2002:ab:cd::).
std::optional<Ipv4> embedded(const Ipv6& ip) {
  const auto last = [&] { return Ipv4{ip[12], ip[13], ip[14], ip[15]}; };
  const auto zero = [&](std::size_t from, std::size_t to) {
    return std::all_of(ip.begin() + static_cast<std::ptrdiff_t>(from),
                       ip.begin() + static_cast<std::ptrdiff_t>(to),
                       [](std::uint8_t byte) { return byte == 0; });
  };
  if (zero(0, 10) && ip[10] == 0xff && ip[11] == 0xff) return last();
  if (zero(0, 12)) return last();
  if (ip[0] == 0 && ip[1] == 0x64 && ip[2] == 0xff && ip[3] == 0x9b && zero(4, 12)) return last();
  if (ip[0] == 0x20 && ip[1] == 0x02) return Ipv4{ip[2], ip[3], ip[4], ip[5]};
  return std::nullopt;
}

bool is_private(const Ipv6& ip) {
  const bool unique_local = (ip[0] & 0xfeU) == 0xfc;
  const bool link_local = ip[0] == 0xfe && (ip[1] & 0x80U) == 0x80;  // and site-local, deprecated
  const bool multicast = ip[0] == 0xff;
  if (unique_local || link_local || multicast) return true;
  const std::optional<Ipv4> inner = embedded(ip);
  return inner && is_private(*inner);
}

}  // namespace

std::optional<Host> parse_host(std::string_view text) {
  Host host;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host.name = ascii_lower(text.substr(1, end - 1));
    host.ipv6 = true;
    if (host.name.find('\0') != std::string::npos || !ipv6_of(host.name)) return std::nullopt;
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = text.find(':');
    host.name = ascii_lower(text.substr(0, colon));
    if (!is_name(host.name)) return std::nullopt;
    if (ends_in_number(host.name) && !ipv4_of(host.name)) return std::nullopt;
    if (colon != std::string_view::npos) rest = text.substr(colon);
  }
  if (rest.empty()) return host;
  if (rest.front() != ':' || !is_port(rest.substr(1))) return std::nullopt;
  host.port = rest.substr(1);
  return host;
}

bool is_loopback(const Host& host) {
  if (host.ipv6) return ipv6_of(host.name) == Ipv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (const auto ip = ipv4_of(host.name)) return (*ip)[0] == 127;
  return host.name == "localhost" || host.name.ends_with(".localhost");
}

bool is_private_address(const Host& host) {
  if (host.ipv6) {
    const auto ip = ipv6_of(host.name);
    return ip && is_private(*ip);
  }
  const auto ip = ipv4_of(host.name);
  return ip && is_private(*ip);
}

}  // namespace prodparity::registry
