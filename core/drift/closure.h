#pragma once

#include "core/drift/package_graph.h"

#include <cstddef>
#include <vector>

namespace prodparity {

// What the packages at `roots` pulled in, directly or through others: true for each that was.
// A root is in its own closure only when another one pulls it in.
std::vector<bool> closure_of(const PackageGraph& graph, const std::vector<std::size_t>& roots);

}  // namespace prodparity
