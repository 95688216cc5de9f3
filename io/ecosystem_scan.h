#pragma once

#include "core/ecosystem.h"
#include "io/files.h"
#include "io/unit_cache.h"

#include <string>
#include <vector>

namespace prodparity {

// One ecosystem of one root, before the passes.
struct EcosystemScan {
  Parsed parsed;  // of all units
  std::vector<std::string> watch;
};

// Lists, discovers, reads what changed, parses. When a file goes away between being listed and
// being read (a package manager is at work), all is looked at once more; what goes away again is
// unread (`busy`).
EcosystemScan scan_ecosystem(const Files& files, const Ecosystem& ecosystem, const Places& places,
                             UnitCache& cache);

}  // namespace prodparity
