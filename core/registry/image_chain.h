#pragma once

#include "core/registry/manifest.h"
#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {

// What of an image hangs on its digest, each by the digest of its bytes in the one before: index,
// our platform's manifest, configuration. Whoever hands the bytes over is not believed.
class ImageChain {
 public:
  // `digest` of the index or manifest.
  ImageChain(std::string digest, Platform platform);

  // The next of them. Errors: unverified (its bytes are not what is named, nothing more is named),
  // too_deep (as discover() has it), those of parse_manifest.
  Result<void> take_manifest(std::string_view bytes);
  // unverified where the bytes are not what the manifest names.
  Result<void> check_config(std::string_view bytes) const;

  // Whether all is there down to our platform's manifest.
  bool is_whole() const { return config_.has_value(); }
  // Of that manifest, where it is in an index; empty: it is in none, or is not there.
  const std::string& platform_digest() const { return platform_digest_; }

 private:
  Platform platform_;
  std::string next_;  // that must come; empty: nothing more is named
  std::size_t indexes_ = 0;
  std::string platform_digest_;
  std::optional<Descriptor> config_;
};

}  // namespace prodparity::registry
