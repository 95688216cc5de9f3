// Whatever is given as an order or as an answer: refused, or written and read again the same.
#include "core/fetch_order.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto order = read_fetch_order(text)) {
    if (read_fetch_order(write_fetch_order(*order)).value().asked.size() < order->asked.size())
      std::abort();
  }
  if (const auto outcome = read_fetch_outcome(text)) {
    if (read_fetch_outcome(write_fetch_outcome(*outcome)).value().state != outcome->state)
      std::abort();
  }
  return 0;
}
