#pragma once

#include "core/registry/content_digest.h"
#include "core/registry/manifest.h"

#include <string>
#include <string_view>
#include <utility>

// Index, manifest and configuration of an image without layers, as a registry has them.
namespace prodparity::test {

struct ImageDocuments {
  std::string architecture;
  std::string config;
  std::string manifest;
  std::string index;

  explicit ImageDocuments(std::string its_config, std::string its_architecture = "amd64")
      : architecture(std::move(its_architecture)), config(std::move(its_config)) {
    manifest = R"({"schemaVersion":2,"config":)" +
               descriptor("application/vnd.oci.image.config.v1+json", config) + R"(,"layers":[]})";
    index = index_of(in_index());
  }

  std::string manifest_digest() const { return registry::digest_of(manifest); }
  std::string index_digest() const { return registry::digest_of(index); }

  // The manifest as an index lists it.
  std::string in_index() const { return in_index(manifest, architecture); }
  static std::string in_index(const std::string& bytes, const std::string& its_architecture,
                              std::string_view type = registry::oci_manifest) {
    return descriptor(type, bytes,
                      R"(,"platform":{"os":"linux","architecture":")" + its_architecture + "\"}");
  }
  static std::string index_of(const std::string& manifests) {
    return R"({"schemaVersion":2,"manifests":[)" + manifests + "]}";
  }

 private:
  static std::string descriptor(std::string_view type, const std::string& bytes,
                                const std::string& more = {}) {
    return R"({"mediaType":")" + std::string(type) + R"(","digest":")" +
           registry::digest_of(bytes) + R"(","size":)" + std::to_string(bytes.size()) + more + '}';
  }
};

}  // namespace prodparity::test
