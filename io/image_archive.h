#pragma once

#include "core/registry/manifest.h"
#include "core/result.h"
#include "io/image_files.h"

#include <string>
#include <string_view>

namespace prodparity {

// The files of an image that lies on this machine: "PATH", "PATH:TAG" or "PATH@DIGEST" of an OCI
// layout (a folder, or an archive of one), or of an archive as `docker save` and `podman save`
// write it. Of an index the image for `platform`. Every byte is checked against the digest that
// names it. Errors: not_found, denied, io, malformed, truncated, too_large, unsupported,
// wrong_usage (several images, no tag).
Result<ImageFiles> read_image(std::string_view name, const registry::Platform& platform);

}  // namespace prodparity
