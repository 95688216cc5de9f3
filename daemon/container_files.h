#pragma once

#include "core/result.h"
#include "io/files.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

inline constexpr std::string_view container_files_name = "devcontainer-files.json";

// Which of the files that the dev container is built from are others than when a workspace with
// them was first seen in this container's life: then their digests are kept in the state folder,
// which a committed image takes along and a rebuild begins anew. Nothing where the workspace has
// none. Errors: what is kept cannot be read, or written.
Result<std::vector<std::string>> stale_container_files(const Files& root,
                                                       const std::string& workspace,
                                                       const std::string& state_folder);

}  // namespace prodparity
