// Whatever a server says about when to come back, the wait is neither negative nor longer than what
// is left.
#include "fetch/http/retry.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::fetch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::int64_t now = 1795953600;
  const std::chrono::hours left(24);
  for (const int status : {0, 200, 429, 503}) {
    const auto wait = next_wait({.status = status, .retry_after = text}, 1, 3, left, 0.5, now);
    if (wait && (wait->count() <= 0 || *wait >= left)) std::abort();
  }
  return 0;
}
