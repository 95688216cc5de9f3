#include "io/user_folders.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace prodparity {
namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string default_run_folder_of_user() {
  if (::geteuid() == 0) return "/run/prodparity";
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  if (!runtime.empty()) return runtime + "/prodparity";
  return "/tmp/prodparity-" + std::to_string(::geteuid());
}

std::string default_state_folder_of_user() {
  if (::geteuid() == 0) return "/var/lib/prodparity";
  const std::string state = environment("XDG_STATE_HOME");
  if (!state.empty()) return state + "/prodparity";
  return environment("HOME") + "/.local/state/prodparity";
}

}  // namespace prodparity
