// A layer that verifies says what was signed, whatever was changed in it or beside it: the input is
// edits of a good layer and its annotations (which, place, byte), or bytes for one of them.
#include "core/attest/legacy.h"
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

const std::string image(64, 'a');
constexpr std::array annotations = {"dev.sigstore.cosign/certificate", "dev.sigstore.cosign/bundle",
                                    "dev.sigstore.cosign/rfc3161timestamp"};

struct World {
  test::Sigstore sigstore;
  std::string payload = test::statement_about(image);
  std::array<test::Layer, 3> layers = {sigstore.layer(payload, test::LayerEntry::dsse_1),
                                       sigstore.layer(payload, test::LayerEntry::intoto_1),
                                       sigstore.layer(payload, test::LayerEntry::intoto_2)};
  attest::TrustRoot root = attest::read_trust_root(sigstore.trust_root().dump()).value();
};

std::string& part_of(test::Layer& layer, unsigned char which) {
  const std::size_t part = which % (annotations.size() + 1);
  return part == 0 ? layer.bytes : layer.annotations[annotations[part - 1]];
}

void edit(test::Layer& layer, std::string_view edits) {
  for (; edits.size() >= 4; edits.remove_prefix(4)) {
    std::string& part = part_of(layer, static_cast<unsigned char>(edits[0]));
    const std::size_t place =
        static_cast<unsigned char>(edits[1]) * 256U + static_cast<unsigned char>(edits[2]);
    if (!part.empty()) part[place % part.size()] = edits[3];
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 2) return 0;
  const auto kind = static_cast<unsigned char>(input[0]);
  test::Layer layer = world.layers[kind % world.layers.size()];
  if (kind < 128) {
    edit(layer, input.substr(1));
  } else {
    part_of(layer, static_cast<unsigned char>(input[1])) = input.substr(2);
  }
  const auto verified =
      attest::verify_legacy(layer.bytes, layer.annotations, world.root,
                            {.keys = {},
                             .is_identity = attest::exactly(test::LeafOptions().identity),
                             .is_issuer = attest::exactly(test::LeafOptions().issuer),
                             .requirements = {}},
                            {.sha256 = image, .bytes = {}});
  if (verified ? verified->payload != world.payload : sentence(verified.error()).empty())
    std::abort();
  return 0;
}
