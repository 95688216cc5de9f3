#include "core/sbom/image_config.h"

#include "core/base64.h"
#include "core/limits.h"
#include "core/registry/image_config.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::sbom {
namespace {

std::string bounded(std::string_view text) {
  return text.size() <= limits::name_bytes ? std::string(text) : std::string();
}

}  // namespace

std::optional<ImageConfig> parse_image_config(std::string_view base64) {
  const std::optional<std::string> bytes = base64_decoded(base64);
  if (!bytes) return std::nullopt;
  const Result<registry::ImageConfig> image = registry::parse_image_config(*bytes);
  if (!image) return std::nullopt;
  return ImageConfig{
      .user = image->user,
      .base_name =
          bounded(registry::annotation(image->labels, "org.opencontainers.image.base.name")),
      .base_digest =
          bounded(registry::annotation(image->labels, "org.opencontainers.image.base.digest"))};
}

}  // namespace prodparity::sbom
