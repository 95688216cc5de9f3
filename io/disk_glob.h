#pragma once

#include "core/limits.h"
#include "io/files.h"
#include "io/rooted.h"

#include <cstddef>
#include <string_view>

namespace prodparity {

// Files::glob on a disk: folders are listed only where the pattern has a wildcard, at most
// `listed_limit` entries in all; more is a too_large beside what was found.
Matches glob_on_disk(const Rooted& root, std::string_view pattern,
                     std::size_t listed_limit = limits::listed_paths);

}  // namespace prodparity
