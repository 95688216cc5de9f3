#pragma once

#include "core/result.h"
#include "core/url.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Whether a server at `from` may send us to `to`, by what the URL alone says: an address that is
// private, loopback or link-local (a cloud's metadata service) only if it is `from`'s own host, or
// both are this machine. The same rule holds for the realm that a registry names.
// Errors: denied; from https to http: denied.
Result<void> may_lead(const Url& from, const Url& to);

// The same of the address that a name led to: private ones are the network's own business (a
// registry with its object storage beside it), this machine and link-local ones are not.
bool may_be_reached(std::string_view address, bool from_this_machine);

struct Redirected {
  Url url;
  std::string method;
  Headers headers;  // to another origin without Authorization, Cookie and Proxy-Authorization
  bool with_body = true;
};

// Whether a response of this status leads on: 301, 302, 303, 307 and 308.
bool is_redirect(int status);

// The request that follows. 303, and 301 and 302 to a POST, become GET without body, as browsers
// and curl have it. Errors: malformed (no Location, or none that can be read), denied (also a POST
// to another origin: its body is a secret).
Result<Redirected> redirected(int status, std::string_view location, const Url& from,
                              std::string_view method, const Headers& headers);

}  // namespace prodparity::fetch
