#include "core/sbom/image_config.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::sbom {
namespace {

using nlohmann::json;

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648, section 4. Boost's decoder is no public header.
std::optional<std::string> decode_base64(std::string_view text) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
    text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((buffer >> static_cast<unsigned>(bits)) & 0xFFU);
  }
  return bytes;
}

std::string bounded(std::string text) {
  return text.size() <= limits::name_bytes ? std::move(text) : std::string();
}

}  // namespace

std::optional<ImageConfig> parse_image_config(std::string_view base64) {
  const std::optional<std::string> bytes = decode_base64(base64);
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
