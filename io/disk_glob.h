#pragma once

#include "io/files.h"
#include "io/rooted.h"

#include <string_view>

namespace prodparity {

// Files::glob on a disk: folders are listed only where the pattern has a wildcard.
Matches glob_on_disk(const Rooted& root, std::string_view pattern);

}  // namespace prodparity
