#pragma once

#include "tests/support/skipped.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::test {

// A path below the folder of shared real-world data ($PRODPARITY_SHARED/data), or nullopt and the
// words by which ctest counts the test as skipped.
inline std::optional<std::string> shared_data(std::string_view path) {
  const char* const folder = std::getenv("PRODPARITY_SHARED");
  if (folder == nullptr || *folder == '\0') {
    say_skipped("PRODPARITY_SHARED is not set");
    return std::nullopt;
  }
  return std::string(folder) + "/data/" + std::string(path);
}

}  // namespace prodparity::test
