#include "core/sbom/image_config.h"

#include "core/base64.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::sbom {
namespace {

using nlohmann::json;

std::string bounded(std::string text) {
  return text.size() <= limits::name_bytes ? std::move(text) : std::string();
}

}  // namespace

std::optional<ImageConfig> parse_image_config(std::string_view base64) {
  const std::optional<std::string> bytes = base64_decoded(base64);
  if (!bytes) return std::nullopt;
  const Result<json> document = parse_json(*bytes, {.unique_keys = false});
  if (!document || !document->is_object()) return std::nullopt;
  const json config = part_at(*document, "config");
  if (!config.is_object()) return std::nullopt;
  const json labels = part_at(config, "Labels");
  const json user = part_at(config, "User");
  if (!user.is_null() && !user.is_string()) return std::nullopt;
  ImageConfig image{
      .user = text_at(config, "User"),
      .base_name = bounded(text_at(labels, "org.opencontainers.image.base.name")),
      .base_digest = bounded(text_at(labels, "org.opencontainers.image.base.digest"))};
  if (image.user.size() > limits::name_bytes) return std::nullopt;
  if (image.user.empty()) image.user = "root";
  return image;
}

}  // namespace prodparity::sbom
