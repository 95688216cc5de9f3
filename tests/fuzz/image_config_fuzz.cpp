// An image's configuration, in base64: whatever the bytes, what is told stays in its bounds.
#include "core/limits.h"
#include "core/sbom/image_config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto image = sbom::parse_image_config({reinterpret_cast<const char*>(data), size});
  if (!image) return 0;
  if (image->user.empty() || image->user.size() > limits::name_bytes) std::abort();
  if (image->base_name.size() > limits::name_bytes) std::abort();
  if (image->base_digest.size() > limits::name_bytes) std::abort();
  return 0;
}
