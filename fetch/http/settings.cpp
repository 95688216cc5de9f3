#include "fetch/http/settings.h"

#include "fetch/clock.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <thread>

namespace prodparity::fetch {

HttpSettings http_settings(const Environment& environment) {
  HttpSettings settings;
  settings.proxies = proxies_of(environment);
  settings.system_ca_file = environment("SSL_CERT_FILE");
  settings.system_ca_folder = environment("SSL_CERT_DIR");
  settings.resolve = resolve_host;
  settings.now = [] { return std::chrono::steady_clock::now(); };
  settings.unix_seconds = unix_seconds;
  settings.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  settings.jitter = [random = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(random);
  };
  return settings;
}

HttpSettings http_settings() {
  return http_settings([](const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
  });
}

}  // namespace prodparity::fetch
