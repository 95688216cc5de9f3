#include "fetch/http/proxy.h"

#include "core/ip_address.h"
#include "core/text.h"
#include "fetch/http/limits.h"
#include "fetch/http/settings.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool matches_prefix(std::string_view rule, std::size_t slash, std::string_view host) {
  const auto network = parse_ip(rule.substr(0, slash));
  const auto bits = number_of<std::size_t>(rule.substr(slash + 1));
  const auto address = parse_ip(host);
  if (!network || !bits || !address || *bits > (network->is_v4 ? 32U : 128U)) return false;
  return is_in(*address, *network, *bits);
}

// Takes ":port" off; nothing where there is one and it is another.
bool takes_port(std::string_view& rule, std::uint16_t port) {
  const std::size_t colon = rule.rfind(':');
  if (colon == std::string_view::npos) return true;
  const bool is_bare_v6 = rule.find(':') != colon && !rule.starts_with('[');
  const bool is_bracket = rule.starts_with('[') && rule.ends_with(']');
  if (is_bare_v6 || is_bracket) return true;
  const auto wanted = number_of<std::uint16_t>(rule.substr(colon + 1));
  rule = rule.substr(0, colon);
  return wanted == port;
}

bool matches_name(std::string_view rule, std::string_view host) {
  if (rule.starts_with("*.")) rule.remove_prefix(1);
  if (rule.ends_with('.')) rule.remove_suffix(1);
  if (rule.empty()) return false;
  if (rule.starts_with('.')) return host.size() > rule.size() && host.ends_with(rule);
  if (host == rule) return true;
  return host.size() > rule.size() && host.ends_with(rule) &&
         host[host.size() - rule.size() - 1] == '.';
}

bool matches(std::string_view rule, const Url& url) {
  if (rule == "*") return true;
  if (const std::size_t slash = rule.find('/'); slash != std::string_view::npos)
    return matches_prefix(rule, slash, url.host);
  if (!takes_port(rule, url.port)) return false;
  if (rule.starts_with('[') && rule.ends_with(']')) rule = rule.substr(1, rule.size() - 2);
  if (const auto address = parse_ip(rule)) return parse_ip(url.host) == address;
  if (parse_ip(url.host)) return false;
  return matches_name(ascii_lower(rule), url.host);
}

}  // namespace

Proxies proxies_of(const std::function<std::string(const char* name)>& environment) {
  const auto either = [&](const char* capitals, const char* small) {
    std::string value = environment(capitals);
    return value.empty() ? environment(small) : value;
  };
  Proxies proxies{.https = either("HTTPS_PROXY", "https_proxy"),
                  .http = environment("http_proxy"),
                  .excepted = either("NO_PROXY", "no_proxy")};
  if (environment("REQUEST_METHOD").empty()) proxies.http = either("HTTP_PROXY", "http_proxy");
  return proxies;
}

Result<std::optional<ProxyUrl>> proxy_for(const Url& url, const Proxies& proxies) {
  const std::string_view text = trim(url.scheme == "https" ? proxies.https : proxies.http);
  if (text.empty() || is_excepted(url, proxies.excepted)) return std::optional<ProxyUrl>();
  auto proxy = parse_proxy_url(text);
  if (!proxy && proxy.error().code == ErrorCode::unsupported)
    return Error{.code = ErrorCode::unsupported,
                 .message = "the proxy '" + shown_url(text.substr(text.rfind('@') + 1)) +
                            "' is neither http nor https (SOCKS is not spoken)"};
  if (!proxy) return Error{.code = ErrorCode::wrong_config, .message = proxy.error().message};
  return std::optional<ProxyUrl>(std::move(*proxy));
}

bool is_excepted(const Url& url, std::string_view rules) {
  if (is_this_machine(url.host)) return true;
  rules = rules.substr(0, limits::no_proxy_bytes);
  constexpr std::string_view separators = ", \t\r\n";
  for (std::size_t count = 0; count < limits::no_proxy_rules; ++count) {
    const std::size_t begin = rules.find_first_not_of(separators);
    if (begin == std::string_view::npos) return false;
    rules.remove_prefix(begin);
    const std::size_t end = rules.find_first_of(separators);
    if (matches(rules.substr(0, end), url)) return true;
    if (end == std::string_view::npos) return false;
    rules.remove_prefix(end);
  }
  return false;
}

}  // namespace prodparity::fetch
