#pragma once

#include "client/agent_settings.h"
#include "core/result.h"

#include <functional>
#include <string>
#include <string_view>

// Registers prodparity with a coding agent, and takes it away: io around core/settings_edit.h.
namespace prodparity {

using Environment = std::function<std::string(std::string_view)>;

// What is done to one file. `before` and `after` are the same where nothing is.
struct AgentChange {
  SettingsPlace place;
  std::optional<StoredSettings> stored;  // none: the file is not there
  std::string before;
  std::optional<std::string> after;  // none: the file is removed
  bool needs_backup = false;
  bool drops_backup = false;

  bool is_none() const;
};

// What belongs to the registration: OpenCode's plugin, and the settings file. Errors: as
// read_settings and core/settings_edit.h, each with the file's path.
Result<std::vector<AgentChange>> plan_install(const AgentSettings& agent, const AgentTarget& target,
                                              const Environment& environment);
Result<std::vector<AgentChange>> plan_uninstall(const AgentSettings& agent,
                                                const AgentTarget& target,
                                                const Environment& environment);
std::optional<Error> carry_out(const AgentChange& change);

// Whether it is registered there. Errors: as plan_install.
Result<bool> is_installed(const AgentSettings& agent, const AgentTarget& target,
                          const Environment& environment);

}  // namespace prodparity
