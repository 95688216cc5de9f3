#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Where a workspace may have the Dockerfile of its production: patterns below it.
inline constexpr std::string_view dockerfile_patterns[] = {"Dockerfile", "Containerfile",
                                                           "*/Dockerfile", "*/Containerfile"};
// And what its Python may be installed from, where no Dockerfile says so.
inline constexpr std::string_view requirement_files[] = {
    "requirements.txt", "pyproject.toml", "poetry.lock", "uv.lock", "Pipfile.lock", "pylock.toml"};

// Those of `found` (paths in the workspace) that can be production's: none in a hidden folder or
// one of dependencies, none that the dev container is built from.
std::vector<std::string> production_dockerfiles(const std::vector<std::string>& found,
                                                const std::vector<std::string>& of_devcontainer);

// A stage or a folder of this name is hardly production's: "dev", "test", "ci".
bool sounds_like_development(std::string_view name);

}  // namespace prodparity
