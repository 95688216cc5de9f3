// A timestamp that our authority did not make is refused, whatever its bytes.
#include "core/attest/refused.h"
#include "core/attest/timestamp.h"
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
    static_cast<void>(attest::check_timestamp({reinterpret_cast<const char*>(data), size},
                                              "a signature", root.timestamp_authorities));
  } catch (const attest::Refused&) {
    return 0;
  }
  std::abort();
}
