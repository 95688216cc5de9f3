// A bundle that verifies says what was signed, whatever was changed around it: the input is edits
// of a good bundle (place, byte), or a bundle of its own.
#include "core/attest/bundle.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

const std::string image(64, 'a');

struct World {
  test::Sigstore sigstore;
  std::string payload = test::statement_about(image);
  std::string bundle = sigstore.bundle(payload).dump();
  attest::TrustRoot root = attest::read_trust_root(sigstore.trust_root().dump()).value();
};

std::string edited(std::string text, std::string_view edits) {
  for (; edits.size() >= 3; edits.remove_prefix(3)) {
    const std::size_t place =
        static_cast<unsigned char>(edits[0]) * 256U + static_cast<unsigned char>(edits[1]);
    text[place % text.size()] = edits[2];
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string bundle =
      input.starts_with('{') ? std::string(input) : edited(world.bundle, input);
  const auto verified =
      attest::verify_bundle(bundle, world.root,
                            {.keys = {},
                             .is_identity = attest::exactly(test::LeafOptions().identity),
                             .is_issuer = attest::exactly(test::LeafOptions().issuer)},
                            {.sha256 = image, .bytes = {}});
  if (verified ? verified->payload != world.payload : sentence(verified.error()).empty())
    std::abort();
  const auto unsafe = attest::read_statement_unsafe(bundle);
  if (unsafe ? unsafe->predicate_type.empty() && unsafe->payload.empty()
             : sentence(unsafe.error()).empty())
    std::abort();
  return 0;
}
