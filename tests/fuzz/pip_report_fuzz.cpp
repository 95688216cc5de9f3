#include "core/limits.h"
#include "core/pip_report.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<Plan> plan = parse_pip_report(text, "/place");
  if (plan) {
    for (const PlannedChange& change : plan->changes) {
      if (change.new_version.empty() || change.new_version.size() > limits::version_bytes)
        std::abort();
    }
  }
  if (pip_place(text).size() > size + 64) std::abort();
  return 0;
}
