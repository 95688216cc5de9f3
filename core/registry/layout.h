#pragma once

#include "core/registry/manifest.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

// OCI image layouts (image-spec, image-layout.md).
namespace prodparity::registry {

// "PATH", "PATH:TAG" or "PATH@DIGEST", as skopeo has it behind "oci:".
struct LayoutName {
  std::string path;
  std::string tag;     // empty: not given
  std::string digest;  // empty: not given; wins over the tag

  const std::string& wanted() const { return digest.empty() ? tag : digest; }
  bool operator==(const LayoutName&) const = default;
};
// Errors: wrong_usage.
Result<LayoutName> parse_layout_name(std::string_view text);

// The file `oci-layout`. Errors: malformed; unsupported (another version than 1).
Result<void> check_layout(std::string_view bytes);

// The entry of the layout's index.json that has this tag or, without a tag, the one image that it
// holds (what other tools put beside it for attestations is none). Errors: not_found; wrong_usage
// where there are several, with their tags.
Result<Descriptor> layout_entry(const Index& index, std::string_view tag);

// "blobs/sha256/...". Of a digest that algorithm_of() knows.
std::string blob_path(std::string_view digest);

}  // namespace prodparity::registry
