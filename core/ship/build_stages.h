#pragma once

#include "core/result.h"
#include "core/ship/shipped.h"

#include <string>
#include <string_view>

namespace prodparity {

// How production's image is built from a Dockerfile.
struct DockerBuild {
  std::string path;    // of the Dockerfile in the workspace, for evidence
  std::string target;  // the stage; empty: the last one, as docker has it

  bool operator==(const DockerBuild&) const = default;
};

// What the image of the target stage has installed: of the stages it is FROM; what a stage that it
// only copies from installed is doubted (a virtual environment may be copied) or, of debs, not
// there. Paths of includes are below the build context. Errors: those of parse_dockerfile;
// wrong_config: there is no such target.
Result<ShipReading> read_dockerfile(std::string_view bytes, const DockerBuild& request);

}  // namespace prodparity
