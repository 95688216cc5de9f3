#include "io/trusted_root.h"

#include "io/child.h"

#include <string>

namespace prodparity {

std::string trusted_root_path(const std::string& configured) {
  return configured.empty() ? own_folder() + "/../share/prodparity/trusted_root.json" : configured;
}

}  // namespace prodparity
