#include "io/user_folders.h"

#include "core/text.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The nearest folder that is there decides: what is not there would be made in it.
bool is_read_only(std::string path) {
  while (::access(path.c_str(), W_OK) != 0) {
    if (errno == EROFS) return true;
    const std::string_view parent = parent_of(path);
    if (errno != ENOENT || parent.empty() || parent == "/") return false;
    path.resize(parent.size());
  }
  return false;
}

std::string usual_state_folder() {
  if (::geteuid() == 0) return "/var/lib/prodparity";
  const std::string state = environment("XDG_STATE_HOME");
  if (!state.empty()) return state + "/prodparity";
  return environment("HOME") + "/.local/state/prodparity";
}

}  // namespace

std::string default_run_folder_of_user() {
  if (::geteuid() == 0) return "/run/prodparity";
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  if (!runtime.empty()) return runtime + "/prodparity";
  return "/tmp/prodparity-" + std::to_string(::geteuid());
}

std::string default_state_folder_of_user() {
  std::string folder = usual_state_folder();
  return is_read_only(folder) ? default_run_folder_of_user() + "/state" : folder;
}

}  // namespace prodparity
