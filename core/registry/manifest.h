#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What a registry or layout says of an image: OCI image-spec (manifest.md, image-index.md,
// descriptor.md), and Docker's image manifest version 2, schema 2. All text is untrusted.
namespace prodparity::registry {

inline constexpr std::string_view oci_manifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view docker_manifest =
    "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view docker_list =
    "application/vnd.docker.distribution.manifest.list.v2+json";
// All that is read. With a shorter list some registries answer that there is nothing.
inline constexpr std::string_view accepted_manifests =
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

struct Platform {
  std::string os;            // "linux"
  std::string architecture;  // as Go has it: "amd64", "arm"
  std::string variant;       // "v7"; mostly empty

  bool operator==(const Platform&) const = default;
};
std::string to_string(const Platform& platform);  // "linux/arm/v7"

using Annotations = std::vector<std::pair<std::string, std::string>>;
// Its value; empty: not there.
std::string_view annotation(const Annotations& annotations, std::string_view name);

// What is elsewhere, by its digest. The digest is one of content_digest.h's algorithms.
struct Descriptor {
  std::string media_type;
  std::string digest;
  std::uint64_t size = 0;       // bytes
  std::string artifact_type{};  // a hint, often wrong
  std::optional<Platform> platform{};
  Annotations annotations{};  // hints, too

  bool operator==(const Descriptor&) const = default;
};

struct Manifest {
  std::string media_type;  // oci_manifest where it does not say
  std::string artifact_type;
  Descriptor config;
  std::vector<Descriptor> layers;
  std::optional<Descriptor> subject;
  Annotations annotations;

  bool operator==(const Manifest&) const = default;
};

struct Index {
  std::string media_type;             // oci_index where it does not say
  std::vector<Descriptor> manifests;  // the first limits::descriptors
  std::size_t left_out = 0;           // further ones
  Annotations annotations;

  bool operator==(const Index&) const = default;
};

using ManifestOrIndex = std::variant<Manifest, Index>;

// `content_type` as it was sent with it, or empty. What the document says of itself, what it holds
// and how it was sent must agree: one document must not be an image to one reader and an index to
// another. Errors: malformed, too_large, too_deep, empty, truncated; unsupported (schema 1, another
// media type or digest algorithm).
Result<ManifestOrIndex> parse_manifest(std::string_view bytes, std::string_view content_type = {});
// An index, and nothing else: a list of referrers, a layout's index.json.
Result<Index> parse_index(std::string_view bytes, std::string_view content_type = {});

}  // namespace prodparity::registry
