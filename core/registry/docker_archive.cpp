#include "core/registry/docker_archive.h"

#include "core/json.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {
namespace {

using nlohmann::json;

Error malformed() {
  return {.code = ErrorCode::malformed,
          .message = "manifest.json is not that of a docker archive",
          .path = {}};
}

// Texts of a list; false where it is none, but for null.
bool read_texts(const json& list, std::vector<std::string>& texts) {
  if (list.is_null()) return true;
  if (!list.is_array()) return false;
  for (const json& text : list) {
    if (!text.is_string()) return false;
    texts.push_back(text.get<std::string>());
  }
  return true;
}

}  // namespace

Result<std::vector<DockerArchiveImage>> parse_docker_archive(std::string_view bytes) {
  const Result<json> document = parse_json(bytes, {.limit_bytes = limits::manifest_bytes});
  if (!document) return document.error();
  if (!document->is_array()) return malformed();
  std::vector<DockerArchiveImage> images;
  for (const json& entry : *document) {
    DockerArchiveImage image{.config = text_at(entry, "Config"), .layers = {}, .tags = {}};
    if (image.config.empty() || !read_texts(part_at(entry, "Layers"), image.layers) ||
        !read_texts(part_at(entry, "RepoTags"), image.tags))
      return malformed();
    if (image.layers.size() > limits::layers)
      return Error{
          .code = ErrorCode::too_large,
          .message = "the image has more than " + std::to_string(limits::layers) + " layers",
          .path = {}};
    images.push_back(std::move(image));
  }
  return images;
}

Result<DockerArchiveImage> docker_archive_image(const std::vector<DockerArchiveImage>& images,
                                                std::string_view tag) {
  constexpr std::size_t told = 8;
  if (tag.empty() && images.size() == 1) return images.front();
  std::vector<std::string> tags;
  for (const DockerArchiveImage& image : images) {
    if (!tag.empty() && std::ranges::find(image.tags, tag) != image.tags.end()) return image;
    for (const std::string& one : image.tags)
      tags.push_back(printable(one, limits::image_name_bytes));
  }
  const std::string there = tags.empty() ? "none with a tag" : listed(tags, told);
  if (tag.empty() && images.size() > 1)
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "the archive holds several images: say which, of " + there,
                 .path = {}};
  return Error{.code = ErrorCode::not_found,
               .message = "the archive holds no such image; there are: " + there,
               .path = {}};
}

}  // namespace prodparity::registry
