// A certificate has one signer or is refused; nobody's chain leads to an authority that did not
// sign it.
#include "core/attest/certificate.h"
#include "core/attest/refused.h"
#include "core/attest/trust_root.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  static const attest::TrustRoot root =
      attest::read_trust_root(test::Sigstore().trust_root().dump()).value();
  try {
    const auto leaf = attest::Certificate::from_der({reinterpret_cast<const char*>(data), size});
    if (attest::signer_of(leaf).identity.empty()) std::abort();
    static_cast<void>(attest::check_chain(leaf, root.authorities, {test::made_at}));
  } catch (const attest::Refused&) {
    return 0;
  }
  std::abort();
}
