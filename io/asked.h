#pragma once

#include "io/files.h"

#include <string>
#include <vector>

namespace prodparity {

// The packages that installs in this root asked for by name, sorted, as apt's history has them.
// A hint for groups, never truth: a history that is missing or unreadable leaves them empty.
std::vector<std::string> read_asked(const Files& files);

}  // namespace prodparity
