// The canonical spelling of whatever was read is stable.
#include "core/purl.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto purl = parse_purl({reinterpret_cast<const char*>(data), size});
  if (!purl) return 0;
  const auto again = parse_purl(to_string(*purl));
  if (!again || to_string(*again) != to_string(*purl)) std::abort();
  return 0;
}
