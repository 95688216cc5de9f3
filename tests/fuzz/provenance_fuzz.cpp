// Whatever is called provenance: each image that comes of it has a name and a digest.
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/registry/provenance.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const auto images = base_images({reinterpret_cast<const char*>(data), size});
  if (!images) return 0;
  if (images->size() > limits::base_images) std::abort();
  for (const BaseImage& image : *images) {
    if (image.name.empty() || !algorithm_of(image.digest)) std::abort();
  }
  return 0;
}
