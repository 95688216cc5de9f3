// A registry's Link to the next page, whatever the bytes: it is of the same origin.
#include "core/registry/next_page.h"
#include "core/url.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto page = parse_url("https://registry.example/v2/api/referrers/sha256:ab?n=2");
  const auto next = registry::next_page({reinterpret_cast<const char*>(data), size}, *page);
  if (next && *next && !is_same_origin(**next, *page)) std::abort();
  return 0;
}
