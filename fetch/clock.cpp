#include "fetch/clock.h"

#include <chrono>

namespace prodparity::fetch {

std::int64_t unix_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace prodparity::fetch
