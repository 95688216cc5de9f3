#pragma once

#include "core/drift/finding.h"
#include "core/reference.h"

#include <functional>
#include <vector>

namespace prodparity {

// What a Debian package that ships needs, ships too: gives dev-only findings that nothing else is
// said of the statement of the package that brings them. What production has already is not
// brought; where another alternative, or another provider, could be taken there, it is `maybe`.
// `recommends` says of a finding whether what it recommends comes along.
void spread_shipping(std::vector<Finding>& findings, const Reference& reference,
                     const std::function<bool(const Finding&)>& recommends);

}  // namespace prodparity
