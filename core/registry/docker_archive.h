#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {

// An image in an archive as `docker save` (before 25) and `podman save` write it: names of files in
// the archive (moby, image/spec/v1.2.md).
struct DockerArchiveImage {
  std::string config;
  std::vector<std::string> layers;  // the lowest first
  std::vector<std::string> tags;

  bool operator==(const DockerArchiveImage&) const = default;
};

// Its manifest.json. Errors: as parse_json; malformed; too_large past limits::layers.
Result<std::vector<DockerArchiveImage>> parse_docker_archive(std::string_view bytes);

// The one with this tag ("api:main", "docker.io/library/api:main") or, without a tag, the one that
// is there. Errors: not_found; wrong_usage where there are several, with their tags.
Result<DockerArchiveImage> docker_archive_image(const std::vector<DockerArchiveImage>& images,
                                                std::string_view tag);

}  // namespace prodparity::registry
