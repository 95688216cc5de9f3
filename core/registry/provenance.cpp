#include "core/registry/provenance.h"

#include "core/json.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

using nlohmann::json;

// "pkg:docker/debian@12?platform=linux%2Famd64": "debian:12". Empty: no image.
std::string name_of(std::string_view purl) {
  for (const std::string_view type : {"pkg:docker/", "pkg:oci/"}) {
    if (!purl.starts_with(type)) continue;
    purl.remove_prefix(type.size());
    purl = purl.substr(0, purl.find_first_of("?#"));
    std::string name(purl);
    const std::size_t at = name.find('@');
    if (at != std::string::npos) name[at] = ':';
    return name.size() <= limits::image_name_bytes ? name : std::string();
  }
  return {};
}

}  // namespace

bool is_provenance(std::string_view predicate_type) {
  return predicate_type == "https://slsa.dev/provenance/v1" ||
         predicate_type == "https://slsa.dev/provenance/v0.2";
}

Result<std::vector<BaseImage>> base_images(std::string_view statement) {
  const Result<json> document =
      parse_json(statement, {.limit_bytes = limits::manifest_bytes}, "the provenance");
  if (!document) return document.error();
  const json predicate = part_at(*document, "predicate");
  json materials = part_at(part_at(predicate, "buildDefinition"), "resolvedDependencies");
  if (!materials.is_array()) materials = part_at(predicate, "materials");
  std::vector<BaseImage> images;
  if (!materials.is_array()) return images;
  for (const json& material : materials) {
    const std::string name = name_of(text_at(material, "uri"));
    const std::string digest = "sha256:" + text_at(part_at(material, "digest"), "sha256");
    if (name.empty() || !algorithm_of(digest)) continue;
    if (images.size() == limits::base_images) break;
    images.push_back({.name = name, .digest = digest});
  }
  return images;
}

}  // namespace prodparity::registry
