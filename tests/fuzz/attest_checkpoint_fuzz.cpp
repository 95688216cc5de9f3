// A note that the log did not sign is never a checkpoint: its key is ours, and signs nothing here.
#include "core/attest/refused.h"
#include "core/attest/transparency_log.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  static const attest::TrustRoot root =
      attest::read_trust_root(test::Sigstore().trust_root().dump()).value();
  try {
    static_cast<void>(
        attest::check_checkpoint({reinterpret_cast<const char*>(data), size}, root.logs.front()));
  } catch (const attest::Refused&) {
    return 0;
  }
  std::abort();
}
