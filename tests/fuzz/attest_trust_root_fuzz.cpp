// Any bytes are trust roots, one or one a line, or refused with a reason.
#include "core/attest/trust_root.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::attest;
  const auto root = read_trust_roots({reinterpret_cast<const char*>(data), size});
  if (!root && sentence(root.error()).empty()) std::abort();
  return 0;
}
