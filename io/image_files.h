#pragma once

#include "core/byte_source.h"
#include "core/ecosystem.h"
#include "core/result.h"
#include "io/files.h"
#include "io/image_tree.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace prodparity {

// Whether a reading of a whole root may need the file at `path`: by any ecosystem, or itself
// (os-release, what apt was asked for).
Needed needed_of_image(std::string_view path);

// The files of an image that say what is installed, out of its layers. These are read one after the
// other, the lowest first, and only once: nothing else of them is kept. What is needed and could
// not be kept (too large, a hard link to something else) is there and unread, never absent.
class ImageFiles final : public Files {
 public:
  // `layer` is a tar archive, plain or packed by gzip, zstd or xz. Errors: malformed, truncated,
  // too_large (bounds of io/image_limits.h), those of the source as they are; `name` says which
  // layer it was. What an error leaves is no image.
  Result<void> add_layer(ByteSource& layer, std::string_view name);

  // A file as it came out of an image elsewhere.
  Result<void> put(std::string_view path, std::string bytes) {
    return tree_.put_file(path, std::move(bytes));
  }
  Result<void> put_link(std::string_view path, std::string target) {
    return tree_.put_link(path, std::move(target));
  }
  Result<void> put_unread(std::string_view path, Error error) {
    return tree_.put_unread(path, std::move(error));
  }
  const ImageTree& tree() const { return tree_; }

  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override;
  Matches glob_any(std::span<const std::string> patterns) const override {
    return tree_.glob_any(patterns);
  }
  Result<Stamp> stamp(std::string_view path) const override;

 private:
  ImageTree tree_;
};

}  // namespace prodparity
