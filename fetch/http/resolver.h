#pragma once

#include "core/ip_address.h"
#include "core/result.h"
#include "fetch/http/socket.h"

#include <functional>
#include <string>
#include <vector>

namespace prodparity::fetch {

// The addresses of a host's name, best first; at least one. Errors: not_found, io, timed_out.
using Resolver = std::function<Result<std::vector<IpAddress>>(
    const std::string& host, TimePoint deadline, const Clock& now)>;

// By /etc/hosts and DNS alone: glibc would load what else nsswitch.conf names into a static
// program, which aborts on some systems. Addresses stand for themselves, and localhost and what is
// below it for this machine (RFC 6761). getaddrinfo knows no deadline, so a thread that is left
// behind waits for it. IPv6 and IPv4 take turns.
Result<std::vector<IpAddress>> resolve_host(const std::string& host, TimePoint deadline,
                                            const Clock& now);

}  // namespace prodparity::fetch
