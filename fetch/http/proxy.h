#pragma once

#include "core/result.h"
#include "core/url.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// As HTTPS_PROXY, HTTP_PROXY and NO_PROXY say it; empty: none.
struct Proxies {
  std::string https;     // for https URLs
  std::string http;      // for http URLs
  std::string excepted;  // hosts that are reached without

  bool operator==(const Proxies&) const = default;
};

// Of the environment: the name in capitals first, as Go has it, then in lower case. HTTP_PROXY does
// not count where REQUEST_METHOD is set: there a web client may have set it.
Proxies proxies_of(const std::function<std::string(const char* name)>& environment);

// The proxy that `url` is asked for through, or none. Errors: of the proxy's URL, and unsupported
// where it is no http or https proxy.
Result<std::optional<ProxyUrl>> proxy_for(const Url& url, const Proxies& proxies);

// Go's rules for NO_PROXY, parted by commas or white space: "*" everything; an address, a CIDR
// prefix; "name" itself and what is below it; ".name" and "*.name" only what is below; any of them
// but a prefix with ":port". Names of this machine and loopback addresses need no rule.
bool is_excepted(const Url& url, std::string_view rules);

}  // namespace prodparity::fetch
