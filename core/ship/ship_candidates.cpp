#include "core/ship/ship_candidates.h"

#include <algorithm>
#include <array>
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

bool sounds_like_development(std::string_view name) {
  constexpr std::array<std::string_view, 14> names = {
      "dev", "devel", "development", "debug", "test",     "tests", "testing",
      "ci",  "e2e",   "docs",        "tools", "examples", "hack",  "scripts"};
  return std::ranges::count(names, name) != 0;
}

}  // namespace prodparity
