#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

// SLSA provenance as BuildKit attaches it (slsa.dev/provenance/v1 and v0.2): what an image was
// built from. All text is untrusted.
namespace prodparity::registry {

struct BaseImage {
  std::string name;  // "docker.io/library/debian:12", as its purl has it without what qualifies it
  std::string digest;  // "sha256:..."

  bool operator==(const BaseImage&) const = default;
};

bool is_provenance(std::string_view predicate_type);

// Of an in-toto Statement with such a predicate: images alone (pkg:docker, pkg:oci), in its order,
// at most limits::base_images. Errors: as parse_json.
Result<std::vector<BaseImage>> base_images(std::string_view statement);

}  // namespace prodparity::registry
