// Addresses that a registry names, whatever the bytes: the next page is of the same origin, and a
// token server is no private address.
#include "core/registry/host.h"
#include "core/registry/origin.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view page = "https://registry.example/v2/api/referrers/sha256:ab?n=2";
  const auto next = next_page(text, page);
  if (next && *next) {
    const auto url = split_url(**next);
    if (!url || !is_same_origin(*url, *split_url(page))) std::abort();
  }
  for (const bool plain_http : {false, true}) {
    if (!checked_realm(text, "registry.example", plain_http)) continue;
    const auto url = split_url(text);
    if (!url || is_private_address(url->host) || is_loopback(url->host)) std::abort();
    if (!plain_http && url->scheme != "https") std::abort();
  }
  return 0;
}
