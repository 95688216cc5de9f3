#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {

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

// Where a registry serves an image. Every part is safe in an address as it is.
struct ImagePlace {
  std::string registry;        // as it is named: "docker.io", "registry.example:5000"
  std::string repository;      // within it: "library/debian"
  std::string tag;             // empty where only a digest is given
  std::string digest;          // empty where none is given; it wins over the tag
  std::string api_host;        // who serves it: "registry-1.docker.io"
  std::string credential_key;  // what credential helpers know it by: "https://index.docker.io/v1/"
  bool loopback = false;       // on this machine: plain http

  // What a manifest is asked for by.
  const std::string& wanted() const { return digest.empty() ? tag : digest; }
  bool operator==(const ImagePlace&) const = default;
};

// Stricter than a name in a FROM line: what cannot be asked for is malformed, with what is wrong;
// a digest by an algorithm that is not read is unsupported.
Result<ImagePlace> image_place(std::string_view text);

}  // namespace prodparity::registry
