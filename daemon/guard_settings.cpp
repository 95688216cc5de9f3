#include "daemon/guard_settings.h"

#include "core/limits.h"
#include "core/reference_address.h"
#include "core/text.h"
#include "daemon/reference_fetches.h"
#include "io/signed_file.h"
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
    std::optional<ReferenceSetting> setting = reference_setting(
        "production", config.reference, settings.workspace, settings.state_folder, config.trust);
    if (setting) settings.references.push_back(*std::move(setting));
    settings.trust = config.trust;
    settings.network = config.network;
  }
  if (settings.baseline.empty()) settings.baseline = baseline_of_image();
  return settings;
}

std::optional<ReferenceSetting> reference_setting(std::string name, std::string_view text,
                                                  std::string_view workspace,
                                                  const std::string& state_folder,
                                                  const ReferenceTrust& trust) {
  const ReferenceAddress address = reference_address(text);
  const bool is_path = address.kind == AddressKind::file || is_local(address);
  const std::string inside = is_path ? in_workspace(address.text, workspace) : std::string();
  if (is_path && inside.empty()) return std::nullopt;
  if (address.kind == AddressKind::file && !must_be_signed(trust) && !has_signature(inside))
    return ReferenceSetting{.name = std::move(name), .path = inside};
  std::string where(text);
  if (is_local(address))
    where = std::string(text.substr(0, text.size() - address.text.size())) + inside;
  if (address.kind == AddressKind::file || address.kind == AddressKind::signed_file)
    where = signed_file_address(inside);
  std::string path = fetched_path(state_folder, name);
  return ReferenceSetting{
      .name = std::move(name), .path = std::move(path), .address = std::move(where)};
}

std::optional<Error> keep_workspace(const std::string& state_folder, const std::string& workspace) {
  return replace_file(state_folder + '/' + std::string(workspace_name), workspace + '\n', 0644,
                      Durable::no);
}

}  // namespace prodparity
