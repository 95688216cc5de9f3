#include "core/registry/manifest.h"

#include "core/json.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace prodparity::registry {
namespace {

using nlohmann::json;

enum class Kind { manifest, index };

// Thrown within this file alone: a document is read whole or not at all.
struct Unreadable {
  ErrorCode code;
  std::string message;
};

[[noreturn]] void refuse(ErrorCode code, const std::string& message) {
  throw Unreadable{.code = code, .message = "the image's manifest " + message};
}

std::optional<Kind> kind_of(std::string_view media_type) {
  if (media_type == oci_manifest || media_type == docker_manifest) return Kind::manifest;
  if (media_type == oci_index || media_type == docker_list) return Kind::index;
  return std::nullopt;
}

// Without its parameters, in lower case.
std::string essence(std::string_view content_type) {
  return ascii_lower(trim(content_type.substr(0, content_type.find(';'))));
}

// The text of a member that must be one where it is there.
std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string())
    refuse(ErrorCode::malformed, std::string("has a '") + key + "' that is no text");
  return found->get<std::string>();
}

Annotations annotations_of(const json& object) {
  Annotations annotations;
  const auto found = object.find("annotations");
  if (found == object.end() || found->is_null()) return annotations;
  if (!found->is_object()) refuse(ErrorCode::malformed, "has annotations that are none");
  if (found->size() > limits::annotations) refuse(ErrorCode::too_large, "has too many annotations");
  for (const auto& [name, value] : found->items()) {
    if (!value.is_string()) refuse(ErrorCode::malformed, "has an annotation that is no text");
    annotations.emplace_back(name, value.get<std::string>());
  }
  return annotations;
}

std::optional<Platform> platform_of(const json& object) {
  const auto found = object.find("platform");
  if (found == object.end() || found->is_null()) return std::nullopt;
  if (!found->is_object()) refuse(ErrorCode::malformed, "has a platform that is none");
  return Platform{.os = text_of(*found, "os"),
                  .architecture = text_of(*found, "architecture"),
                  .variant = text_of(*found, "variant")};
}

Descriptor descriptor_of(const json& object) {
  if (!object.is_object()) refuse(ErrorCode::malformed, "has a descriptor that is none");
  Descriptor descriptor{.media_type = text_of(object, "mediaType"),
                        .digest = text_of(object, "digest"),
                        .size = 0,
                        .artifact_type = text_of(object, "artifactType"),
                        .platform = platform_of(object),
                        .annotations = annotations_of(object)};
  if (descriptor.digest.find(':') == std::string::npos)
    refuse(ErrorCode::malformed, "has a descriptor without a digest");
  if (!algorithm_of(descriptor.digest))
    refuse(ErrorCode::unsupported, "has a digest that is neither sha256 nor sha512: '" +
                                       printable(descriptor.digest, 100) + "'");
  const auto size = object.find("size");
  if (size == object.end() || !size->is_number_unsigned())
    refuse(ErrorCode::malformed, "has a descriptor without a size");
  descriptor.size = size->get<std::uint64_t>();
  return descriptor;
}

const json& list_of(const json& document, const char* key) {
  const auto found = document.find(key);
  if (found == document.end() || !found->is_array())
    refuse(ErrorCode::malformed, std::string("has no list of ") + key);
  return *found;
}

Manifest manifest_of(const json& document, std::string media_type) {
  Manifest manifest;
  manifest.media_type = std::move(media_type);
  manifest.artifact_type = text_of(document, "artifactType");
  const auto config = document.find("config");
  if (config == document.end()) refuse(ErrorCode::malformed, "has no configuration");
  manifest.config = descriptor_of(*config);
  const json& layers = list_of(document, "layers");
  if (layers.size() > limits::layers) refuse(ErrorCode::too_large, "has too many layers");
  for (const json& layer : layers)
    manifest.layers.push_back(descriptor_of(layer));
  const auto subject = document.find("subject");
  if (subject != document.end() && !subject->is_null()) manifest.subject = descriptor_of(*subject);
  manifest.annotations = annotations_of(document);
  return manifest;
}

Index index_of(const json& document, std::string media_type) {
  Index index;
  index.media_type = std::move(media_type);
  const auto found = document.find("manifests");
  // Go writes an empty list as null, and some registries send that.
  if (found != document.end() && found->is_null()) return index;
  for (const json& manifest : list_of(document, "manifests")) {
    if (index.manifests.size() < limits::descriptors) {
      index.manifests.push_back(descriptor_of(manifest));
    } else {
      ++index.left_out;
    }
  }
  index.annotations = annotations_of(document);
  return index;
}

Kind checked_kind(const json& document, const std::string& said, const std::string& sent) {
  const auto version = document.find("schemaVersion");
  if (version != document.end() && *version == 1)
    refuse(ErrorCode::unsupported, "is of schema 1, which registries no longer take");
  if (version == document.end() || *version != 2)
    refuse(ErrorCode::malformed, "does not say that its schema is 2");
  const bool as_manifest = document.contains("layers") || document.contains("config");
  const bool as_index = document.contains("manifests");
  if (as_manifest && as_index)
    refuse(ErrorCode::malformed, "is one of an image and an index at once");
  if (!said.empty() && !kind_of(said))
    refuse(ErrorCode::unsupported, "is of a kind that is not read: '" + printable(said, 100) + "'");
  const Kind holds = as_index ? Kind::index : Kind::manifest;
  for (const std::optional<Kind> other : {kind_of(said), kind_of(sent)})
    if (other && *other != holds) refuse(ErrorCode::malformed, "is not what it is said to be");
  return holds;
}

ManifestOrIndex document_of(const json& document, std::string_view content_type) {
  if (!document.is_object()) refuse(ErrorCode::malformed, "is no JSON object");
  std::string said = text_of(document, "mediaType");
  const std::string sent = essence(content_type);
  const Kind kind = checked_kind(document, said, sent);
  if (said.empty() && kind_of(sent)) said = sent;
  if (said.empty()) said = kind == Kind::index ? oci_index : oci_manifest;
  if (kind == Kind::index) return index_of(document, std::move(said));
  return manifest_of(document, std::move(said));
}

}  // namespace

std::string to_string(const Platform& platform) {
  std::string text = platform.os + '/' + platform.architecture;
  if (!platform.variant.empty()) text += '/' + platform.variant;
  return text;
}

std::string_view annotation(const Annotations& annotations, std::string_view name) {
  const auto found = std::ranges::find(annotations, name, &Annotations::value_type::first);
  return found == annotations.end() ? std::string_view() : std::string_view(found->second);
}

Result<ManifestOrIndex> parse_manifest(std::string_view bytes, std::string_view content_type) {
  Result<json> document = parse_json(bytes, {.limit_bytes = limits::manifest_bytes});
  if (!document) {
    Error error = document.error();
    error.message = "the image's manifest: " + error.message;
    return error;
  }
  try {
    return document_of(*document, content_type);
  } catch (Unreadable& unreadable) {
    return Error{.code = unreadable.code, .message = std::move(unreadable.message), .path = {}};
  }
}

Result<Index> parse_index(std::string_view bytes, std::string_view content_type) {
  Result<ManifestOrIndex> document = parse_manifest(bytes, content_type);
  if (!document) return document.error();
  if (Index* index = std::get_if<Index>(&*document)) return std::move(*index);
  return Error{.code = ErrorCode::malformed, .message = "it is an image's, no index", .path = {}};
}

}  // namespace prodparity::registry
