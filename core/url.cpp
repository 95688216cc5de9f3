#include "core/url.h"

#include "core/ip_address.h"
#include "core/percent.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t name_bytes = 253;  // RFC 1035: a host's name
constexpr std::size_t label_bytes = 63;

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Error malformed(std::string message) {
  return {.code = ErrorCode::malformed, .message = std::move(message)};
}

// The parts of a URI reference (RFC 3986, appendix B); each may be missing.
struct Parts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
};

Parts parts_of(std::string_view text) {
  Parts parts;
  text = text.substr(0, text.find('#'));
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon > 0 && is_alpha(text[0]) &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
      })) {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    parts.authority = text.substr(0, end);
    text.remove_prefix(end);
  }
  const std::size_t question = text.find('?');
  parts.path = text.substr(0, question);
  if (question != std::string_view::npos) parts.query = text.substr(question + 1);
  return parts;
}

std::optional<std::uint16_t> default_port(std::string_view scheme) {
  if (scheme == "https") return 443;
  if (scheme == "http") return 80;
  return std::nullopt;
}

// Percent-encodes what RFC 3986 has no place for; nothing where the text is no part of a URL.
std::optional<std::string> encoded(std::string_view text) {
  constexpr std::string_view allowed = "-._~!$&'()*+,;=:@/?";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '\\') return std::nullopt;
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return std::nullopt;
      out += c;
    } else if (is_alpha(c) || is_digit(c) || allowed.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 0xf];
    }
  }
  return out;
}

// RFC 3986, section 5.2.4, of a path that begins with '/'.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_folder = false;
  for (const std::string_view segment : split(path.substr(1), '/')) {
    ends_in_folder = segment == "." || segment == "..";
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : kept)
    out.append("/").append(segment);
  if (ends_in_folder || out.empty()) out += '/';
  return out;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= label_bytes &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; });
}

// Names that getaddrinfo would read as a number are refused: "0x7f.1" is 127.0.0.1 to it.
Result<std::string> parse_name(std::string_view text) {
  if (const auto address = parse_ip(text); address && address->is_v4) return to_string(*address);
  if (text.ends_with('.')) text.remove_suffix(1);  // the root of DNS, which no certificate names
  const std::vector<std::string_view> labels = split(text, '.');
  if (text.size() > name_bytes || !std::all_of(labels.begin(), labels.end(), is_label))
    return malformed("its host is no DNS name (one beyond ASCII is written in its xn-- form)");
  const std::string_view last = labels.back();
  const bool is_number =
      std::all_of(last.begin(), last.end(), is_digit) || ascii_lower(last).starts_with("0x");
  if (is_number) return malformed("its host is neither a name nor a plain IPv4 address");
  return ascii_lower(text);
}

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

Result<HostAndPort> parse_authority(std::string_view text, std::uint16_t port) {
  HostAndPort found{.host = {}, .port = port};
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return malformed("'[' of its host is not closed");
    const auto address = parse_ip(text.substr(1, end - 1));
    if (!address || address->is_v4) return malformed("its host is no IPv6 address without zone");
    found.host = to_string(*address);
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    auto name = parse_name(text.substr(0, colon));
    if (!name) return name.error();
    found.host = std::move(*name);
    rest = text.substr(colon);
  }
  if (rest.empty()) return found;
  if (rest[0] != ':') return malformed("text follows its host");
  rest.remove_prefix(1);
  if (rest.empty()) return found;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), found.port);
  if (error != std::errc() || end != rest.data() + rest.size() || found.port == 0)
    return malformed("its port is no number from 1 to 65535");
  return found;
}

// Path and query are set, and the path is whole.
Result<Url> with_target(Url url, std::string_view path, std::optional<std::string_view> query) {
  const auto clean_path = encoded(path);
  const auto clean_query = encoded(query.value_or(""));
  if (!clean_path || !clean_query)
    return malformed("a space, a control character or a '%' without two digits is in its path");
  url.path = without_dot_segments(clean_path->empty() ? "/" : *clean_path);
  url.query = *clean_query;
  url.has_query = query.has_value();
  return url;
}

Result<Url> of_authority(std::string_view scheme, const Parts& parts) {
  Url url;
  url.scheme = ascii_lower(scheme);
  const auto port = default_port(url.scheme);
  if (!port)
    return Error{.code = ErrorCode::unsupported, .message = "only http and https are read"};
  if (!parts.authority || parts.authority->empty()) return malformed("it names no host");
  if (parts.authority->find('@') != std::string_view::npos)
    return malformed("it holds credentials before '@', which belong into a credentials file");
  auto place = parse_authority(*parts.authority, *port);
  if (!place) return place.error();
  url.host = std::move(place->host);
  url.port = place->port;
  return with_target(std::move(url), parts.path, parts.query);
}

Result<Url> checked(std::string_view text, Result<Url> url) {
  if (text.size() > limits::url_bytes)
    return Error{.code = ErrorCode::too_large, .message = "the URL is longer than 16 KiB"};
  if (!url)
    return Error{.code = url.error().code,
                 .message = "'" + shown_url(text) +
                            "' is no URL that can be fetched: " + url.error().message};
  return url;
}

Result<Url> resolve_unchecked(const Url& base, const Parts& parts) {
  if (parts.scheme) return of_authority(*parts.scheme, parts);
  if (parts.authority) return of_authority(base.scheme, parts);
  Url url = base;
  if (parts.path.empty()) {
    const std::string_view kept = base.query;
    const auto query = parts.query      ? parts.query
                       : base.has_query ? std::optional(kept)
                                        : std::nullopt;
    return with_target(std::move(url), base.path, query);
  }
  if (parts.path[0] == '/') return with_target(std::move(url), parts.path, parts.query);
  std::string path = base.path.substr(0, base.path.rfind('/') + 1);
  return with_target(std::move(url), path.append(parts.path), parts.query);
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  if (text.size() > limits::url_bytes) return checked(text, Url());
  const Parts parts = parts_of(text);
  if (!parts.scheme) return checked(text, malformed("it does not begin with https://"));
  return checked(text, of_authority(*parts.scheme, parts));
}

Result<Url> resolve(const Url& base, std::string_view reference) {
  if (reference.size() > limits::url_bytes) return checked(reference, Url());
  return checked(reference, resolve_unchecked(base, parts_of(reference)));
}

std::string to_string(const Url& url) {
  return url.scheme + "://" + authority(url) + request_target(url);
}

std::string shown(const Url& url) {
  return url.scheme + "://" + authority(url) + url.path;
}

std::string shown_url(std::string_view text) {
  constexpr std::size_t most = 256;
  text = text.substr(0, text.find_first_of("?#"));
  const std::size_t begin = text.find("//");
  const std::size_t host = begin == std::string_view::npos ? 0 : begin + 2;
  const std::size_t end = std::min(text.find('/', host), text.size());
  const std::size_t at = text.substr(0, end).rfind('@');
  std::string out(text);
  if (at != std::string_view::npos && at >= host) out.erase(host, at + 1 - host);
  return printable(out, most);
}

std::string authority(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  std::string text = v6 ? '[' + url.host + ']' : url.host;
  if (default_port(url.scheme) != url.port) text += ':' + std::to_string(url.port);
  return text;
}

std::string host_and_port(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  return (v6 ? '[' + url.host + ']' : url.host) + ':' + std::to_string(url.port);
}

std::string request_target(const Url& url) {
  return url.has_query ? url.path + '?' + url.query : url.path;
}

bool is_this_machine(std::string_view host) {
  if (const auto address = parse_ip(host)) return reach_of(*address) == AddressReach::loopback;
  return host == "localhost" || host.ends_with(".localhost");
}

bool is_same_origin(const Url& one, const Url& other) {
  return one.scheme == other.scheme && one.host == other.host && one.port == other.port;
}

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
  ProxyUrl proxy;
  std::string whole(text);
  if (whole.find("://") == std::string::npos) whole.insert(0, "http://");
  const std::size_t host = whole.find("://") + 3;
  // A proxy has no path, and who wrote '/', '?' or '#' into a password as they are meant that.
  const std::size_t at = whole.rfind('@');
  if (at != std::string::npos && at >= host) {
    const std::string user_info = whole.substr(host, at - host);
    const std::size_t colon = std::min(user_info.find(':'), user_info.size());
    proxy.has_user = true;
    proxy.user = percent_decoded(user_info.substr(0, colon));
    if (colon < user_info.size()) proxy.password = percent_decoded(user_info.substr(colon + 1));
    whole.erase(host, at + 1 - host);
  }
  auto url = parse_url(whole);
  if (!url)
    return Error{.code = url.error().code, .message = "of the proxy: " + url.error().message};
  proxy.url = std::move(*url);
  return proxy;
}

}  // namespace prodparity
