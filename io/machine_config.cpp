#include "io/machine_config.h"

#include "core/limits.h"
#include "io/state_files.h"

#include <string>

namespace prodparity {

Result<GuardConfig> config_of_machine() {
  const std::string path(guard_config_path);
  const Result<std::string> bytes = read_own_file(path, limits::config_bytes);
  if (!bytes && bytes.error().code == ErrorCode::not_found) return GuardConfig();
  if (!bytes) return bytes.error();
  return read_guard_config(*bytes, path);
}

}  // namespace prodparity
