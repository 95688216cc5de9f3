#pragma once

#include "core/url.h"
#include "fetch/http/proxy.h"
#include "fetch/http/resolver.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// Whether plain http may be spoken with `host` (as Url::host has it).
using PlainHttpRule = std::function<bool(std::string_view host)>;

// Functions that are not set are the real ones.
struct HttpSettings {
  Proxies proxies;
  // PEM; trusted beside what the system trusts. Empty: none.
  std::string ca_file;
  std::string ca_folder;  // as c_rehash leaves it
  // As OpenSSL and Go have them: in place of the system's. Empty: the system's.
  std::string system_ca_file;    // SSL_CERT_FILE
  std::string system_ca_folder;  // SSL_CERT_DIR, folders parted by ':'
  std::string user_agent = "prodparity/" PRODPARITY_VERSION;
  PlainHttpRule allow_plain_http = is_this_machine;

  Resolver resolve;  // resolve_host
  // Time is an argument: tests have their own.
  Clock now;
  std::function<std::int64_t()> unix_seconds;
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> jitter;  // from 0 to 1
};

using Environment = std::function<std::string(const char* name)>;  // empty: not set

// Proxies, SSL_CERT_FILE and SSL_CERT_DIR of the environment; the real clocks.
HttpSettings http_settings(const Environment& environment);
// The same of this process.
HttpSettings http_settings();

}  // namespace prodparity::fetch
