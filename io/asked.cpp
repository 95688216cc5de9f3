#include "io/asked.h"

#include "core/apt_history.h"
#include "core/limits.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

std::vector<std::string> read_asked(const Files& files) {
  const Result<std::string> bytes =
      files.read("/var/log/apt/history.log", limits::apt_history_bytes);
  if (!bytes) return {};
  std::vector<std::string> asked;
  for (const AptRun& run : parse_apt_history(*bytes)) {
    for (const std::string_view name : asked_for(run))
      asked.emplace_back(name);
  }
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  return asked;
}

}  // namespace prodparity
