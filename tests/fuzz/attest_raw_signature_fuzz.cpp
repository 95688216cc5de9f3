// Nothing but a signature of the file is one: no input that is not it verifies, and the words for
// why are there.
#include "core/attest/raw_signature.h"
#include "core/digest.h"
#include "tests/support/sigstore.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

const std::string document = "{}";

struct World {
  test::TestKey key = test::make_key("ED25519");  // one signature of one file
  std::string signature = test::sign(key, document);
  attest::Policy policy = {.keys = {attest::read_key(test::public_pem(key)).value()},
                           .is_identity = {},
                           .is_issuer = {}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const attest::Artifact artifact{.sha256 = sha256_hex(document), .bytes = document};
  // "!": the good one, with what follows behind it.
  const std::string file =
      input.starts_with('!') ? world.signature + std::string(input.substr(1)) : std::string(input);
  const auto verified = attest::verify_raw_signature(file, false, world.policy, artifact);
  if (verified.has_value() != (file == world.signature)) std::abort();
  if (!verified && sentence(verified.error()).empty()) std::abort();
  static_cast<void>(attest::is_of_another_program(file));
  static_cast<void>(attest::is_certificate(file));
  return 0;
}
