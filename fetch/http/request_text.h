#pragma once

#include "core/result.h"
#include "core/url.h"
#include "fetch/http/redirect.h"

#include <string>
#include <string_view>

namespace prodparity::fetch {

struct RequestHead {
  std::string method;
  Url url;
  Headers headers;
  std::string body;
  std::string user_agent;
  const ProxyUrl* proxy = nullptr;  // which it is handed to in plain; none for a tunnel
};

// The bytes of an HTTP/1.1 request, the body with it. Errors: wrong_usage (a header's name or value
// that would not be one line, a header that the client sets itself, another method).
Result<std::string> request_text(const RequestHead& request);

// The request that asks `proxy` for a tunnel to the host of `url`.
std::string connect_text(const Url& url, const ProxyUrl& proxy, std::string_view user_agent);

}  // namespace prodparity::fetch
