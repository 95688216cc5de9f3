#pragma once

#include "core/registry/host.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

// Addresses that a registry names for us to ask: where its tokens are, and the next page of a list.
namespace prodparity::registry {

// Scheme, host and port of an http or https address, and all behind them.
struct SplitUrl {
  std::string scheme;  // lower-case
  Host host;           // the port as given, the scheme's own where none is
  std::string path;    // with its query: "/token?a=b"; at least "/"
};

// nullopt: another scheme, a user in it, a fragment, white space or control characters.
std::optional<SplitUrl> split_url(std::string_view url);
bool is_same_origin(const SplitUrl& left, const SplitUrl& right);

// `realm` (of a Bearer challenge of `api_host`, "host[:port]") where our credentials may go: https,
// plain http only where the registry itself is asked by it; no private address, unless it is the
// registry's own host. Errors: denied, with what is wrong.
Result<std::string> checked_realm(std::string_view realm, std::string_view api_host,
                                  bool plain_http);

// The address of the next page by Link (RFC 8288) of what `page_url` answered; nullopt: that was
// the last. Errors: malformed; denied where it is of another origin; too_large.
Result<std::optional<std::string>> next_page(std::string_view field, std::string_view page_url);

}  // namespace prodparity::registry
