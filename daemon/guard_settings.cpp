#include "daemon/guard_settings.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/state_files.h"

#include <unistd.h>

#include <string>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view workspace_name = "workspace";
constexpr std::string_view installed_folder = "/var/lib/prodparity";

std::string kept_workspace(const std::string& state_folder) {
  const Result<std::string> bytes =
      read_own_file(state_folder + '/' + std::string(workspace_name), limits::pattern_bytes);
  const std::string path = bytes ? std::string(trim(*bytes)) : std::string();
  return !path.empty() && path.front() == '/' ? path : std::string();
}

// The image's, completed by its first start; or as install.sh took it.
std::string baseline_of_image() {
  for (const char* const name : {"/baseline-first-start.json", "/baseline.json"}) {
    std::string path = std::string(installed_folder) + name;
    if (::access(path.c_str(), R_OK) == 0) return path;
  }
  return {};
}

}  // namespace

Settings with_guard_config(Settings settings, const GuardConfig& config) {
  settings.in_container = true;
  settings.enforce = config.enforce == "block";
  settings.wake_idle_agents = config.wake_idle_agents;
  settings.attribution =
      parse_attribution_mode(config.attribution).value_or(AttributionMode::agents);
  if (settings.workspace.empty()) settings.workspace = kept_workspace(settings.state_folder);
  if (settings.policy.empty()) settings.policy = in_workspace(config.policy, settings.workspace);
  if (settings.references.empty()) {
    std::string path = in_workspace(config.reference, settings.workspace);
    if (!path.empty())
      settings.references.push_back({.name = "production", .path = std::move(path)});
  }
  if (settings.baseline.empty()) settings.baseline = baseline_of_image();
  return settings;
}

std::optional<Error> keep_workspace(const std::string& state_folder, const std::string& workspace) {
  return replace_file(state_folder + '/' + std::string(workspace_name), workspace + '\n', 0644,
                      Durable::no);
}

}  // namespace prodparity
