// An image's configuration, as it is and in base64: whatever the bytes, what is told stays in its
// bounds.
#include "core/limits.h"
#include "core/registry/content_digest.h"
#include "core/registry/image_config.h"
#include "core/registry/limits.h"
#include "core/sbom/image_config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void check_whole(std::string_view bytes) {
  using namespace prodparity::registry;
  const auto image = parse_image_config(bytes);
  if (!image) return;
  if (image->user.empty() || image->user.size() > prodparity::limits::name_bytes) std::abort();
  if (image->environment.size() > limits::environment) std::abort();
  if (image->labels.size() > limits::environment) std::abort();
  if (image->diff_ids.size() > limits::layers) std::abort();
  for (const std::string& id : image->diff_ids)
    if (!algorithm_of(id)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_whole(bytes);
  const auto image = sbom::parse_image_config(bytes);
  if (!image) return 0;
  if (image->user.empty() || image->user.size() > limits::name_bytes) std::abort();
  if (image->base_name.size() > limits::name_bytes) std::abort();
  if (image->base_digest.size() > limits::name_bytes) std::abort();
  return 0;
}
