#pragma once

#include "core/result.h"
#include "core/ship/shipped.h"

#include <string_view>

namespace prodparity {

// pip's requirements files (pip.pypa.io, "Requirements File Format"), also constraints. `path` is
// the file's in the workspace, for evidence; includes (-r, -c) are below the file's own folder, as
// it has them. What is no requirement of a name (a path, an address) is passed over.
// Errors: too_large, malformed (a NUL byte).
Result<ShipReading> read_requirements(std::string_view bytes, std::string_view path);

}  // namespace prodparity
