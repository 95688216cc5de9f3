#pragma once

#include "core/material.h"
#include "core/reference.h"
#include "core/registry/manifest.h"
#include "core/result.h"
#include "fetch/store.h"
#include "io/image_files.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

// An image's own layers, where production publishes no SBOM: unsigned, and called so.
namespace prodparity::fetch {

using WritePart = std::function<Result<void>(MaterialPart part, std::string_view bytes)>;

// Reads the layers one after the other, each checked whole before it is unpacked, and writes the
// files that say what is installed. Errors: those of the store, of ImageFiles::add_layer, of
// `write`.
Result<void> write_layers(Store& store, const registry::Manifest& image, const WritePart& write);

// Those files again, in the process that reads them.
class LayerFiles {
 public:
  // Errors: too_large.
  std::optional<Error> take(const MaterialPart& part, std::string bytes);
  bool is_empty() const { return is_empty_; }
  // By the same parsers as this container.
  Reference read() const;

 private:
  ImageFiles files_;
  bool is_empty_ = true;
};

}  // namespace prodparity::fetch
