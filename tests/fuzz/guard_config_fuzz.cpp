// The feature's configuration: refused as wrong_config, or words that the daemon knows.
#include "core/guard_config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto config = read_guard_config({reinterpret_cast<const char*>(data), size}, "config.json");
  if (!config.has_value()) {
    if (config.error().code != ErrorCode::wrong_config) std::abort();
    return 0;
  }
  if (config->enforce != "warn" && config->enforce != "block") std::abort();
  const std::string inside = in_workspace(config->reference, "/w");
  if (!inside.empty() && inside.front() != '/') std::abort();
  return 0;
}
