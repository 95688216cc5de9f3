#pragma once

#include "core/guard_config.h"
#include "core/result.h"
#include "daemon/app.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// Settings as the dev container feature's configuration says. What the command line gave stays.
// The workspace is the one that was handed over before, if any; the baseline is the one that the
// image was built with, completed by its first start.
Settings with_guard_config(Settings settings, const GuardConfig& config);

// A reference as it is configured: a path is the workspace's unless it is absolute, an address is
// fetched to the state folder. So is a file that is signed, or has to be by the settings. Nothing:
// of a workspace that there is none of yet.
std::optional<ReferenceSetting> reference_setting(std::string name, std::string_view text,
                                                  std::string_view workspace,
                                                  const std::string& state_folder,
                                                  const ReferenceTrust& trust = {});

// For the next start. Errors: denied, io.
std::optional<Error> keep_workspace(const std::string& state_folder, const std::string& workspace);

}  // namespace prodparity
