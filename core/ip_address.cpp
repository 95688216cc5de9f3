#include "core/ip_address.h"

#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t groups = 8;     // of an IPv6 address, 16 bits each
constexpr std::size_t v4_begin = 12;  // of the four bytes within sixteen

template <class Number>
std::optional<Number> number_of(std::string_view text, std::size_t most_digits, int base) {
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value > static_cast<Number>(-1)) return std::nullopt;
  return static_cast<Number>(value);
}

std::optional<IpAddress> parse_v4(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  IpAddress address{.bytes = {}, .is_v4 = true};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = number_of<std::uint8_t>(parts[i], 3, 10);
    if (!byte || (parts[i].size() > 1 && parts[i][0] == '0')) return std::nullopt;
    address.bytes[v4_begin + i] = *byte;
  }
  return address;
}

// The groups of one side of "::"; an IPv4 address may be the last two of them.
std::optional<std::vector<std::uint16_t>> groups_of(std::string_view text, bool may_end_in_v4) {
  std::vector<std::uint16_t> found;
  if (text.empty()) return found;
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() > groups) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (may_end_in_v4 && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
      const auto v4 = parse_v4(parts[i]);
      if (!v4) return std::nullopt;
      for (const std::size_t at : {v4_begin, v4_begin + 2})
        found.push_back(static_cast<std::uint16_t>(v4->bytes[at] << 8 | v4->bytes[at + 1]));
      continue;
    }
    const auto group = number_of<std::uint16_t>(parts[i], 4, 16);
    if (!group) return std::nullopt;
    found.push_back(*group);
  }
  return found;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const auto head = groups_of(text.substr(0, gap), !has_gap);
  const auto tail = groups_of(has_gap ? text.substr(gap + 2) : std::string_view(), true);
  if (!head || !tail) return std::nullopt;
  const std::size_t count = head->size() + tail->size();
  if (has_gap ? count >= groups : count != groups) return std::nullopt;
  IpAddress address;
  const auto set = [&](std::size_t group, std::uint16_t value) {
    address.bytes[group * 2] = static_cast<std::uint8_t>(value >> 8);
    address.bytes[group * 2 + 1] = static_cast<std::uint8_t>(value & 0xffU);
  };
  for (std::size_t i = 0; i < head->size(); ++i)
    set(i, (*head)[i]);
  for (std::size_t i = 0; i < tail->size(); ++i)
    set(groups - tail->size() + i, (*tail)[i]);
  return address;
}

struct Prefix {
  std::string_view network;
  std::size_t bits;
  AddressReach reach;
};

constexpr Prefix v4_prefixes[] = {
    {"127.0.0.0", 8, AddressReach::loopback},       {"169.254.0.0", 16, AddressReach::link_local},
    {"10.0.0.0", 8, AddressReach::private_use},     {"172.16.0.0", 12, AddressReach::private_use},
    {"192.168.0.0", 16, AddressReach::private_use}, {"100.64.0.0", 10, AddressReach::private_use},
    {"0.0.0.0", 8, AddressReach::special},          {"192.0.0.0", 24, AddressReach::special},
    {"192.0.2.0", 24, AddressReach::special},       {"198.18.0.0", 15, AddressReach::special},
    {"198.51.100.0", 24, AddressReach::special},    {"203.0.113.0", 24, AddressReach::special},
    {"224.0.0.0", 3, AddressReach::special},  // multicast, reserved, broadcast
};

constexpr Prefix v6_prefixes[] = {
    {"::1", 128, AddressReach::loopback},      {"fe80::", 10, AddressReach::link_local},
    {"fc00::", 7, AddressReach::private_use},  {"fec0::", 10, AddressReach::private_use},
    {"::", 8, AddressReach::special},          {"100::", 64, AddressReach::special},
    {"2001:db8::", 32, AddressReach::special}, {"ff00::", 8, AddressReach::special},
};

// Of an IPv6 address that leads to an IPv4 one: where that one begins.
struct Embedding {
  std::string_view network;
  std::size_t bits;
  std::size_t begin;
};

constexpr Embedding embeddings[] = {
    {"::ffff:0:0", 96, 12}, {"64:ff9b::", 96, 12}, {"2002::", 16, 2}, {"::ffff:0:0:0", 96, 12}};

std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  for (const Embedding& one : embeddings) {
    if (!is_in(address, *parse_ip(one.network), one.bits)) continue;
    IpAddress v4{.bytes = {}, .is_v4 = true};
    std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(one.begin), 4,
                v4.bytes.begin() + v4_begin);
    return v4;
  }
  return std::nullopt;
}

// The longest run of at least two groups of zeros, the first of equals: [begin, end).
std::pair<std::size_t, std::size_t> longest_gap(const std::array<unsigned, groups>& values) {
  std::pair<std::size_t, std::size_t> best{groups, groups};
  for (std::size_t begin = 0; begin < groups;) {
    std::size_t end = begin;
    while (end < groups && values[end] == 0)
      ++end;
    if (end - begin >= 2 && end - begin > best.second - best.first) best = {begin, end};
    begin = end + 1;
  }
  return best;
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_v4(text) : parse_v6(text);
}

std::string to_string(const IpAddress& address) {
  const auto& bytes = address.bytes;
  if (address.is_v4) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  std::array<unsigned, groups> values{};
  for (std::size_t i = 0; i < groups; ++i)
    values[i] = static_cast<unsigned>(bytes[i * 2] << 8 | bytes[i * 2 + 1]);
  const auto [gap_begin, gap_end] = longest_gap(values);
  std::string text;
  for (std::size_t i = 0; i < groups; ++i) {
    if (i == gap_begin) {
      text += "::";
      i = gap_end - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", values[i]);
  }
  return text;
}

AddressReach reach_of(const IpAddress& address) {
  if (!address.is_v4) {
    if (const auto v4 = embedded_v4(address)) return reach_of(*v4);
  }
  const auto reach = [&](const auto& prefixes) {
    for (const Prefix& one : prefixes) {
      if (is_in(address, *parse_ip(one.network), one.bits)) return one.reach;
    }
    return AddressReach::global;
  };
  return address.is_v4 ? reach(v4_prefixes) : reach(v6_prefixes);
}

bool is_in(const IpAddress& address, const IpAddress& prefix, std::size_t bits) {
  if (address.is_v4 != prefix.is_v4) return false;
  std::size_t at = address.is_v4 ? v4_begin : 0;
  for (; bits >= 8; bits -= 8, ++at) {
    if (address.bytes[at] != prefix.bytes[at]) return false;
  }
  if (bits == 0) return true;
  return ((address.bytes[at] ^ prefix.bytes[at]) >> (8 - bits)) == 0;
}

}  // namespace prodparity
