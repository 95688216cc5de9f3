#pragma once

#include "core/digest.h"
#include "core/material.h"
#include "tests/support/attest_values.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What was fetched for an image of our own, as the network's process hands it over.
namespace prodparity::test {

inline const std::string image_digest = "sha256:" + image;
inline const std::string platform_digest(64, 'b');

struct Found {
  MaterialKind kind = MaterialKind::bundle;
  std::string bytes;
  std::map<std::string, std::string> annotations = {};
  std::string place = "referrer";
};

inline MaterialHeader header_of_image() {
  return {.asked = "registry.example/api:main",
          .image = "registry.example/api",
          .digest = image_digest,
          .platform_digest = "sha256:" + platform_digest,
          .platform = "linux/amd64",
          .fetched_at = "2026-11-22T12:00:00Z",
          .bundle = {}};
}

inline std::string material_of(const MaterialHeader& header, const std::vector<Found>& parts) {
  std::string bytes = material_header(header);
  for (const Found& part : parts)
    bytes += material_part({.kind = part.kind,
                            .place = part.place,
                            .annotations = part.annotations,
                            .bytes = part.bytes.size()}) +
             part.bytes;
  return bytes + material_end(parts.size());
}

inline std::string material(const std::vector<Found>& parts,
                            const std::string& fetched_at = "2026-11-22T12:00:00Z",
                            const std::string& bundle = {}) {
  MaterialHeader header = header_of_image();
  header.fetched_at = fetched_at;
  header.bundle = bundle;
  return material_of(header, parts);
}

// An in-toto statement about the image, or another digest, with an SBOM of these packages.
inline std::string sbom_statement(const std::vector<NameAndVersion>& packages,
                                  const std::string& about = image,
                                  std::string_view type = "https://cyclonedx.org/bom") {
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"api","digest":{"sha256":")" +
         about + R"("}}],"predicateType":")" + std::string(type) + R"(","predicate":)" +
         small_sbom(packages) + '}';
}

inline Found signed_sbom(const std::vector<NameAndVersion>& packages,
                         const LeafOptions& options = {}, const std::string& about = image) {
  return {.bytes = sigstore().bundle(sbom_statement(packages, about), options).dump()};
}

// The trust root of our own Sigstore, as a file.
inline std::string root_file(const TempFolder& folder) {
  return folder.put("/trusted_root.json", sigstore().trust_root().dump());
}

}  // namespace prodparity::test
