#include "io/trusted_root.h"

#include "io/child.h"

#include <sys/stat.h>

#include <string>

namespace prodparity {
namespace {

// Also where it cannot be read, which is then said: nothing stands in for it.
bool is_there(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

std::string installed_trusted_root_path() {
  return own_folder() + "/../share/prodparity/trusted_root.json";
}

std::string trusted_root_path(const std::string& configured) {
  if (!configured.empty()) return configured;
  std::string of_machine(machine_trusted_root_path);
  return is_there(of_machine) ? of_machine : installed_trusted_root_path();
}

}  // namespace prodparity
