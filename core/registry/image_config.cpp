#include "core/registry/image_config.h"

#include "core/json.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

using nlohmann::json;

Error unreadable(ErrorCode code, std::string_view what) {
  return {.code = code, .message = "the image's configuration " + std::string(what), .path = {}};
}

// A member that is absent, null or of this type.
bool is_text_or_none(const json& object, const char* key) {
  const json part = part_at(object, key);
  return part.is_null() || part.is_string();
}

// nullopt: a list of something else. Absent and null are empty.
std::optional<std::vector<std::string>> texts_at(const json& object, const char* key) {
  const json list = part_at(object, key);
  std::vector<std::string> texts;
  if (list.is_null()) return texts;
  if (!list.is_array()) return std::nullopt;
  for (const json& text : list) {
    if (!text.is_string()) return std::nullopt;
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

std::optional<Annotations> labels_at(const json& object) {
  const json labels = part_at(object, "Labels");
  Annotations read;
  if (labels.is_null()) return read;
  if (!labels.is_object()) return std::nullopt;
  for (const auto& [name, value] : labels.items()) {
    if (!value.is_string()) return std::nullopt;
    read.emplace_back(name, value.get<std::string>());
  }
  return read;
}

Result<ImageConfig> config_of(const json& document) {
  const json config = part_at(document, "config");
  const json rootfs = part_at(document, "rootfs");
  // Both are optional to some writer; what has neither is no image's.
  if ((config.is_null() && rootfs.is_null()) || !(config.is_object() || config.is_null()))
    return unreadable(ErrorCode::malformed, "is none");
  const auto environment = texts_at(config, "Env");
  const auto diff_ids = texts_at(rootfs, "diff_ids");
  const auto labels = labels_at(config);
  if (!environment || !diff_ids || !labels || !is_text_or_none(config, "User") ||
      !std::ranges::all_of(*diff_ids,
                           [](const std::string& id) { return algorithm_of(id).has_value(); }))
    return unreadable(ErrorCode::malformed, "has a part that is not what it should be");
  if (environment->size() > limits::environment || labels->size() > limits::environment ||
      diff_ids->size() > limits::layers)
    return unreadable(ErrorCode::too_large, "has more parts than an image has");
  ImageConfig image{.user = text_at(config, "User"),
                    .platform = {.os = text_at(document, "os"),
                                 .architecture = text_at(document, "architecture"),
                                 .variant = text_at(document, "variant")},
                    .created = text_at(document, "created"),
                    .environment = *environment,
                    .diff_ids = *diff_ids,
                    .labels = *labels};
  if (image.user.size() > prodparity::limits::name_bytes)
    return unreadable(ErrorCode::too_large, "has a user with too long a name");
  if (image.user.empty()) image.user = "root";
  return image;
}

}  // namespace

Result<ImageConfig> parse_image_config(std::string_view bytes) {
  const Result<json> document =
      parse_json(bytes, {.limit_bytes = limits::config_bytes, .unique_keys = false});
  if (!document)
    return unreadable(document.error().code, "cannot be read: " + document.error().message);
  return config_of(*document);
}

bool is_built_on(const std::vector<std::string>& layers, const std::vector<std::string>& base) {
  return !base.empty() && base.size() <= layers.size() &&
         std::equal(base.begin(), base.end(), layers.begin());
}

}  // namespace prodparity::registry
