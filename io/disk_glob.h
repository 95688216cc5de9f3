#pragma once

#include "core/limits.h"
#include "io/files.h"
#include "io/rooted.h"

#include <cstddef>
#include <span>
#include <string>

namespace prodparity {

// Files::glob_any on a disk: folders are listed only where a pattern has a wildcard, and once for
// all patterns, at most `listed_limit` entries for each; more is a too_large beside what was found.
Matches glob_on_disk(const Rooted& root, std::span<const std::string> patterns,
                     std::size_t listed_limit = limits::listed_paths);

}  // namespace prodparity
