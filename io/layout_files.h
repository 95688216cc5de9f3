#pragma once

#include "core/byte_source.h"
#include "core/result.h"
#include "io/rooted.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {

// The files of an OCI image layout: a folder, or a tar archive of one (plain, gzip or zstd), in
// which each question looks for its file from the start.
class LayoutFiles {
 public:
  // Errors: not_found, denied, io (neither a folder nor a regular file).
  static Result<LayoutFiles> open(const std::string& path);

  // One file's bytes, as they are. `name` is relative to the layout ("blobs/sha256/..."). Errors:
  // not_found, denied, io (no regular file), malformed (no archive), too_large (more entries than
  // limits::layout_entries); those of the source: malformed, io.
  Result<std::unique_ptr<ByteSource>> file(std::string_view name) const;

 private:
  LayoutFiles(std::string path, std::optional<Rooted> root)
      : path_(std::move(path)), root_(std::move(root)) {}

  std::string path_;
  std::optional<Rooted> root_;  // of a folder
};

}  // namespace prodparity
