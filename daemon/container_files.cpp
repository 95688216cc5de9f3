#include "daemon/container_files.h"

#include "core/devcontainer_files.h"
#include "core/digest.h"
#include "core/limits.h"
#include "io/state_files.h"

#include <optional>
#include <string>
#include <utility>

namespace prodparity {
namespace {

// As the specification places it; relative to the workspace.
std::string find_config(const Files& root, const std::string& workspace) {
  std::vector<std::string> found;
  for (const char* const pattern : {"/.devcontainer/devcontainer.json", "/.devcontainer.json",
                                    "/.devcontainer/*/devcontainer.json"}) {
    for (const std::string& path : root.glob(workspace + pattern).paths)
      found.push_back(path.substr(workspace.size() + 1));
  }
  return devcontainer_config(found);
}

FileDigests digests_of(const Files& root, const std::string& workspace) {
  FileDigests digests;
  const std::string config = find_config(root, workspace);
  if (config.empty()) return digests;
  const Result<std::string> bytes = root.read(workspace + '/' + config, limits::config_bytes);
  if (!bytes) return digests;
  digests.emplace(config, sha256_hex(*bytes));
  for (const std::string& path : devcontainer_inputs(*bytes, config)) {
    std::string whole = workspace;
    whole.append(1, '/').append(path);
    const Result<std::string> input = root.read(whole, limits::config_bytes);
    if (input || input.error().code != ErrorCode::not_found)
      digests.emplace(path, input ? sha256_hex(*input) : std::string());
  }
  return digests;
}

}  // namespace

Result<std::vector<std::string>> stale_container_files(const Files& root,
                                                       const std::string& workspace,
                                                       const std::string& state_folder) {
  const FileDigests now = digests_of(root, workspace);
  if (now.empty()) return std::vector<std::string>();
  const std::string path = state_folder + '/' + std::string(container_files_name);
  const Result<std::string> kept = read_own_file(path, limits::config_bytes);
  if (kept) {
    const Result<FileDigests> built = read_file_digests(*kept, path);
    if (!built) return built.error();
    return changed_files(*built, now);
  }
  if (kept.error().code != ErrorCode::not_found) return kept.error();
  if (const std::optional<Error> error =
          replace_file(path, write_file_digests(now), 0644, Durable::no))
    return *error;
  return std::vector<std::string>();
}

}  // namespace prodparity
