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

// Whether the Dev Containers CLI or an editor runs the container's lifecycle commands: they leave
// their marks in the user's home, and a postStartCommand will come.
bool has_lifecycle();

}  // namespace prodparity
