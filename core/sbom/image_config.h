#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::sbom {

// What of an image's configuration (OCI image-spec, config.md) a Reference keeps. Untrusted.
struct ImageConfig {
  std::string user;         // "app", "1000:1000"; "root" where the image names none
  std::string base_name;    // label org.opencontainers.image.base.name; empty: there is none
  std::string base_digest;  // label org.opencontainers.image.base.digest, "sha256:..."

  bool operator==(const ImageConfig&) const = default;
};

// Of its bytes in base64, as syft has them. nullopt: that says nothing (no base64, no JSON, no
// `config`); text longer than limits::name_bytes is as if absent.
std::optional<ImageConfig> parse_image_config(std::string_view base64);

}  // namespace prodparity::sbom
