#include "fetch/http/redirect.h"

#include "core/ip_address.h"
#include "core/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

Error denied(std::string message) {
  return {.code = ErrorCode::denied, .message = std::move(message)};
}

bool is_secret(std::string_view name) {
  const std::string lower = ascii_lower(name);
  return lower == "authorization" || lower == "cookie" || lower == "proxy-authorization";
}

bool describes_body(std::string_view name) {
  return ascii_lower(name).starts_with("content-");
}

}  // namespace

Result<void> may_lead(const Url& from, const Url& to) {
  if (from.scheme == "https" && to.scheme != "https")
    return denied("'" + shown(from) + "' leads to plain http at '" + shown(to) +
                  "', which is not followed");
  const auto address = parse_ip(to.host);
  const bool global = address ? reach_of(*address) == AddressReach::global
                              : !is_this_machine(to.host);  // a name: looked at once it is resolved
  if (global || to.host == from.host) return {};
  if (is_this_machine(from.host) && is_this_machine(to.host)) return {};
  return denied("'" + shown(from) + "' leads to '" + shown(to) +
                "', an address of a private network, which is not followed");
}

bool may_be_reached(std::string_view address, bool from_this_machine) {
  const auto parsed = parse_ip(address);
  if (!parsed) return false;
  switch (reach_of(*parsed)) {
    case AddressReach::loopback:
      return from_this_machine;
    case AddressReach::link_local:
    case AddressReach::special:
      return false;
    case AddressReach::global:
    case AddressReach::private_use:
      return true;
  }
  return false;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Redirected> redirected(int status, std::string_view location, const Url& from,
                              std::string_view method, const Headers& headers) {
  if (location.empty())
    return Error{.code = ErrorCode::malformed,
                 .message = "'" + shown(from) + "' answers " + std::to_string(status) +
                            " without saying where to go"};
  auto url = resolve(from, location);
  if (!url)
    return Error{.code = url.error().code,
                 .message = "where '" + shown(from) + "' leads: " + url.error().message};
  if (const auto allowed = may_lead(from, *url); !allowed) return allowed.error();
  Redirected next{.url = std::move(*url), .method = std::string(method), .headers = headers};
  if (status == 303 || (status <= 302 && method == "POST")) {
    if (method != "HEAD") next.method = "GET";
    next.with_body = false;
    std::erase_if(next.headers, [](const auto& header) { return describes_body(header.first); });
  }
  if (is_same_origin(from, next.url)) return next;
  // What is posted is a token (a refresh token, in its body).
  if (next.method == "POST")
    return denied("'" + shown(from) + "' leads what is posted there to '" + shown(next.url) +
                  "', which is not followed");
  std::erase_if(next.headers, [](const auto& header) { return is_secret(header.first); });
  return next;
}

}  // namespace prodparity::fetch
