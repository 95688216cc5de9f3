#pragma once

#include "core/guard_config.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>

// The daemon as the dev container feature runs it: found dead, it is started again.
namespace prodparity {

struct GuardStart {
  std::string socket;
  std::string config = std::string(guard_config_path);
  bool in_setup = false;
  // How long to wait for its first answer; zero: do not wait.
  std::chrono::milliseconds patience{10'000};
};

enum class Started { was_running, now };

// Errors: unavailable (the message is what the daemon complained of), io.
Result<Started> ensure_daemon(const GuardStart& start);

// Tells the daemon which folder the project is, and waits until it looks there. `start` starts it
// again where it ended over that. Errors: as Connection's, unavailable.
Result<void> hand_workspace(const GuardStart& start, const std::string& workspace);

// The project that a folder is in: the nearest of it and those above it with a devcontainer.json.
// Empty where there is none.
std::string project_of(const std::string& folder);

// Hands the daemon how this session reaches the network (core/session_environment.h). Values may be
// secrets: they go to that socket alone.
Result<void> hand_environment(const std::string& socket);

// Whether the Dev Containers CLI or an editor runs the container's lifecycle commands: they leave
// their marks in the user's home, and a postStartCommand will come.
bool has_lifecycle();

}  // namespace prodparity
