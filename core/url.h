#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace prodparity {

namespace limits {
inline constexpr std::size_t url_bytes =
    std::size_t{16} * 1024;  // a signed address of object storage has 2,000
}

// An http or https URL as it is asked for, in one spelling: host and scheme in lower case, dot
// segments resolved, no fragment.
struct Url {
  std::string scheme;      // "http", "https"
  std::string host;        // a name, or an address as ip_address.h spells it: IPv6 without brackets
  std::uint16_t port = 0;  // never 0: the scheme's where the text has none
  std::string path;        // "/" or longer; percent-encoded
  std::string query;       // percent-encoded, without '?'
  bool has_query = false;  // "/a?" has one, an empty one

  bool operator==(const Url&) const = default;
};

// Errors: malformed, too_large, unsupported (another scheme). Text in the user's place
// ("user:password@") is refused: it would be sent and logged where nobody expects it.
// A host is a DNS name (ASCII; others in their xn-- form), an IPv4 address of four plain decimal
// numbers or an IPv6 address in brackets without zone. Characters that RFC 3986 has no place for
// are percent-encoded, but for spaces, control characters and a '%' without two digits: malformed.
Result<Url> parse_url(std::string_view text);

// RFC 3986, section 5.2: where `reference` (a Location header) leads from `base`. Errors as above.
Result<Url> resolve(const Url& base, std::string_view reference);

// The whole URL, which parse_url reads as the same.
std::string to_string(const Url& url);

// As a message may show it: without query, where signatures and tokens are.
std::string shown(const Url& url);
// The same of text that may be no URL; also what stands before '@' is left out.
std::string shown_url(std::string_view text);

// "host", "[::1]", and ":port" unless it is the scheme's: what the Host header says.
std::string authority(const Url& url);
// Always with port: what CONNECT names.
std::string host_and_port(const Url& url);
// Path and query, as a request line has it.
std::string request_target(const Url& url);

// localhost, *.localhost, 127.0.0.0/8 and ::1: what does not leave the machine. `host` is as
// Url::host has it.
bool is_this_machine(std::string_view host);

bool is_same_origin(const Url& one, const Url& other);  // scheme, host and port

// A proxy: its URL may have a user and a password, and "host:port" alone means http.
struct ProxyUrl {
  Url url;
  std::string user;  // percent-decoded
  std::string password;
  bool has_user = false;

  bool operator==(const ProxyUrl&) const = default;
};

Result<ProxyUrl> parse_proxy_url(std::string_view text);

}  // namespace prodparity
