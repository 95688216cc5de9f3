#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Where a file that a build meets in its image comes from in the build context. Text alone.
namespace prodparity {

// "/app/a.txt" of "." or "../app//a.txt" seen from "/app": absolute, no "." and "..".
std::string normalised_path(std::string_view path, std::string_view from = "/");

// What COPY, ADD and --mount=type=bind bring in.
struct CopiedFiles {
  std::vector<std::string> sources;  // below the context
  std::string destination;           // absolute
  bool into_folder = false;  // it ends with '/', is a folder that is known, or takes several

  bool operator==(const CopiedFiles&) const = default;
};

// Files of the context that may be at `path` in the image (absolute), as paths below the context:
// what was copied last first. Whether a source is a file or a folder is not known here, so that
// more than one may be told; at most 8.
std::vector<std::string> context_paths(const std::vector<CopiedFiles>& copied,
                                       std::string_view path);

}  // namespace prodparity
