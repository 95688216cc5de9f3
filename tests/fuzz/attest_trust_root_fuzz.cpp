// Any bytes are a trust root or refused with a reason.
#include "core/attest/trust_root.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::attest;
  const auto root = read_trust_root({reinterpret_cast<const char*>(data), size});
  if (!root && sentence(root.error()).empty()) std::abort();
  return 0;
}
