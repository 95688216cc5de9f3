#include "fetch/http/request_text.h"

#include "core/base64.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace prodparity::fetch {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 7> ours = {
      "host", "connection", "content-length", "transfer-encoding", "proxy-authorization",
      "te",   "upgrade"};
  return std::find(ours.begin(), ours.end(), ascii_lower(name)) != ours.end();
}

bool has(const Headers& headers, std::string_view lower_name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& one) { return ascii_lower(one.first) == lower_name; });
}

void add(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

void add_credentials(std::string& text, const ProxyUrl& proxy) {
  if (proxy.has_user)
    add(text, "Proxy-Authorization", "Basic " + base64_encoded(proxy.user + ':' + proxy.password));
}

}  // namespace

Result<std::string> request_text(const RequestHead& request) {
  const auto wrong = [](std::string message) {
    return Error{.code = ErrorCode::wrong_usage, .message = std::move(message)};
  };
  const std::string& method = request.method;
  if (method != "GET" && method != "HEAD" && method != "POST")
    return wrong("the HTTP method is none of GET, HEAD and POST");
  std::string text = method + ' ';
  if (request.proxy != nullptr) text += request.url.scheme + "://" + authority(request.url);
  text += request_target(request.url) + " HTTP/1.1\r\n";
  add(text, "Host", authority(request.url));
  add(text, "User-Agent", request.user_agent);
  if (!has(request.headers, "accept")) add(text, "Accept", "*/*");
  for (const auto& [name, value] : request.headers) {
    // The value may be a secret: it is not told.
    if (!is_token(name) || !is_value(value))
      return wrong("the HTTP header '" + printable(name, 64) + "' is not one line");
    if (is_ours(name)) return wrong("the HTTP header '" + name + "' is the client's own");
    add(text, name, value);
  }
  if (request.proxy != nullptr) add_credentials(text, *request.proxy);
  if (method == "POST" || !request.body.empty())
    add(text, "Content-Length", std::to_string(request.body.size()));
  return text.append("\r\n").append(request.body);
}

std::string connect_text(const Url& url, const ProxyUrl& proxy, std::string_view user_agent) {
  std::string text = "CONNECT " + host_and_port(url) + " HTTP/1.1\r\n";
  add(text, "Host", host_and_port(url));
  add(text, "User-Agent", user_agent);
  add_credentials(text, proxy);
  return text + "\r\n";
}

}  // namespace prodparity::fetch
