// Any bytes are trust roots, one or one a line, or refused with a reason. What is read changes
// nothing of itself, and is the same in the file that would be written.
#include "core/attest/trust_change.h"
#include "core/attest/trust_root.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::attest;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto root = read_trust_roots(bytes);
  if (!root && sentence(root.error()).empty()) std::abort();
  if (!root) return 0;
  const auto same = update_trust(bytes, bytes);
  // Written a line each it may be a little more than is read.
  if (!same && same.error().reason != Reason::too_large) std::abort();
  if (!same) return 0;
  if (!same->changes.empty() || same->takes_back()) std::abort();
  // One that trusts nobody shares nothing with itself, and joins.
  if (read_trust_roots(same->bytes)->instances.size() < root->instances.size()) std::abort();
  return 0;
}
