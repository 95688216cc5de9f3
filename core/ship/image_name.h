#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// The name of a container image, as FROM and registries have it:
// [REGISTRY/]REPOSITORY[:TAG][@DIGEST].
struct ImageName {
  std::string repository;  // whole: "docker.io/library/debian" of "debian"
  std::string tag;         // "latest" where neither tag nor digest is given
  std::string digest;      // "sha256:..."; empty: not given

  bool operator==(const ImageName&) const = default;
};

// nullopt: no name of an image (empty, white space or control characters, no repository).
std::optional<ImageName> parse_image_name(std::string_view text);

// Whether both may name one image: the same digest or, where not both have one, the same tag.
bool is_same_image(const ImageName& left, const ImageName& right);

}  // namespace prodparity
