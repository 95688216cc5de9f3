#include "core/ship/ship_candidates.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

std::vector<std::string> production_dockerfiles(const std::vector<std::string>& found,
                                                const std::vector<std::string>& of_devcontainer) {
  std::vector<std::string> files;
  for (const std::string& path : found) {
    const bool hidden = path.starts_with('.') || path.find("/.") != std::string::npos;
    const bool foreign = path.starts_with("node_modules/") || path.starts_with("vendor/");
    if (!hidden && !foreign && std::ranges::count(of_devcontainer, path) == 0)
      files.push_back(path);
  }
  return files;
}

}  // namespace prodparity
