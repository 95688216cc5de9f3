#pragma once

#include "core/registry/manifest.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {

// What an image is built to run as (OCI image-spec, config.md). Untrusted.
struct ImageConfig {
  std::string user = "root";             // "app", "1000:1000"; root where the image names none
  Platform platform;                     // empty where it does not say
  std::string created;                   // RFC 3339 as in the document, or empty
  std::vector<std::string> environment;  // "PATH=/usr/bin", in its order
  std::vector<std::string> diff_ids;     // digests of the layers as unpacked, in their order
  Annotations labels;                    // many are inherited from the image it is built on

  bool operator==(const ImageConfig&) const = default;
};

// Errors: malformed (a part of another type, too), too_large, too_deep, empty, truncated.
Result<ImageConfig> parse_image_config(std::string_view bytes);

// Whether an image with `layers` is built on one with `base`: OCI config.md, rootfs.diff_ids.
bool is_built_on(const std::vector<std::string>& layers, const std::vector<std::string>& base);

}  // namespace prodparity::registry
