#include "core/apt_plan.h"
#include "core/limits.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<AptRequest> request = parse_apt_plan(text);
  if (request) {
    if (request->allow.size() > limits::reason_bytes) std::abort();
    const Inventory after = planned_inventory({}, request->plan);
    if (after.components.size() > request->plan.changes.size()) std::abort();
    for (const PlannedChange& change : request->plan.changes) {
      if (change.name.empty() || change.name.size() > limits::name_bytes) std::abort();
    }
  }
  const Result<Plan> simulated = parse_apt_simulation(text);
  if (simulated && simulated->changes.size() > limits::planned_changes) std::abort();
  static_cast<void>(asked_by(text));
  return 0;
}
