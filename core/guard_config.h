#pragma once

#include "core/reference_trust.h"
#include "core/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What the dev container feature's install.sh writes into /etc/prodparity/config.json from its
// options. Owned by root: whoever writes the workspace cannot change it.
struct GuardConfig {
  // An SBOM: a path in the workspace unless it is absolute, or an address
  // (core/reference_address.h). Empty: none.
  std::string reference;
  ReferenceTrust trust;  // of a reference that is fetched
  ReferenceNetwork network;
  std::string policy;            // likewise. Empty: WORKSPACE/.devcontainer/prodparity.json
  std::string enforce = "warn";  // "warn" or "block": what hooks may do
  bool shell_warnings = true;
  std::string agents = "auto";
  bool wake_idle_agents = false;       // a finding that blocks begins a turn of an idle agent
  std::string attribution = "agents";  // "off", "agents" or "all": whose commands are kept
  std::string log_level = "info";

  bool operator==(const GuardConfig&) const = default;
};

inline constexpr std::string_view guard_config_path = "/etc/prodparity/config.json";

// Errors: wrong_config, with the line. An unknown key is one.
Result<GuardConfig> read_guard_config(std::string_view bytes, std::string_view path);

// `path` as it stands in the workspace; empty where it needs a workspace and there is none yet.
std::string in_workspace(std::string_view path, std::string_view workspace);

}  // namespace prodparity
