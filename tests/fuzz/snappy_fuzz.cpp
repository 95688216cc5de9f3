// Whatever is unpacked is as long as it says and no longer than its bound.
#include "core/snappy.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = 100'000;
  const auto out = prodparity::unpack_snappy({reinterpret_cast<const char*>(data), size}, limit);
  if (out && out->size() > limit) std::abort();
  return 0;
}
