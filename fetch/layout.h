#pragma once

#include "core/registry/layout.h"
#include "core/registry/manifest.h"
#include "core/result.h"
#include "fetch/store.h"
#include "io/layout_files.h"

#include <cstddef>
#include <string>
#include <utility>

namespace prodparity::fetch {

// An OCI image layout, a folder or an archive. What hangs on an image is there as its index says:
// by the tag that stands for a list of referrers, or as a manifest that names its subject.
class LayoutStore final : public Store {
 public:
  // Errors: not_found, denied, io; malformed, unsupported (no image layout).
  static Result<LayoutStore> open(const std::string& path);

  // An empty name is the one image that is in it.
  Result<StoredManifest> manifest(const std::string& tag_or_digest) override;
  Result<void> blob(const registry::Descriptor& descriptor, const PartSink& sink) override;
  Result<Referrers> referrers(const std::string& digest) override;
  std::string name() const override { return name_; }

 private:
  LayoutStore(LayoutFiles files, registry::Index index, std::string name)
      : files_(std::move(files)), index_(std::move(index)), name_(std::move(name)) {}

  static Result<std::string> read(const LayoutFiles& files, std::string_view path,
                                  std::size_t limit_bytes);

  LayoutFiles files_;
  registry::Index index_;
  std::string name_;  // "oci:PATH"
};

}  // namespace prodparity::fetch
