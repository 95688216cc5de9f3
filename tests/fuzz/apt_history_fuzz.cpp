#include "core/apt_history.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  for (const AptRun& run : parse_apt_history({reinterpret_cast<const char*>(data), size})) {
    for (const AptChange& change : run.changes) {
      if (change.name.empty()) std::abort();
    }
    if (asked_for(run).size() > run.changes.size()) std::abort();
  }
  return 0;
}
