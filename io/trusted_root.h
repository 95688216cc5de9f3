#pragma once

#include <string>

namespace prodparity {

// The file that says whom to believe: the configured one or, where none is, the one installed with
// the programs.
std::string trusted_root_path(const std::string& configured);

}  // namespace prodparity
