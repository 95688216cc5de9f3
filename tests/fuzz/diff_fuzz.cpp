// Two small inventories, a line a component: "SIDE ECOSYSTEM NAME VERSION ARCH PLACE", and "f N"
// declares a generator's fault. A place never differs from itself, and what only one side has is
// told from the other side too.
#include "core/drift/drift.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace prodparity;

std::size_t count(const Comparison& comparison, DriftKind kind) {
  return static_cast<std::size_t>(std::ranges::count(comparison.drifts, kind, &Drift::kind));
}

Inventory empty_inventory() {
  return {.platform = {.id = "debian", .version_id = "12", .arch = "amd64"},
          .ecosystems = {"deb", "pypi"}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Inventory dev = empty_inventory();
  Reference reference{.inventory = empty_inventory()};
  for_each_line(
      std::string_view(reinterpret_cast<const char*>(data), size),
      [&](std::string_view line, std::size_t) {
        std::vector<std::string_view> words = split(line, ' ');
        if (words[0] == "f" && words.size() > 1)
          reference.faults.push_back({.kind = static_cast<FaultKind>(words[1].size() % 8)});
        words.resize(6);
        if (words[0] != "d" && words[0] != "p") return;
        Inventory& side = words[0] == "d" ? dev : reference.inventory;
        side.components.push_back({.ecosystem = std::string(words[1]),
                                   .name = std::string(words[2]),
                                   .version = std::string(words[3]),
                                   .arch = std::string(words[4]),
                                   .place = std::string(words[5])});
      });
  sort_canonical(dev);
  sort_canonical(reference.inventory);
  const Comparison comparison = diff(dev, reference);
  if (!(diff(dev, reference) == comparison)) std::abort();
  if (!diff(dev, {.inventory = dev}).drifts.empty()) std::abort();
  for (const Drift& drift : comparison.drifts) {
    if (drift.dev.has_value() == (drift.kind == DriftKind::prod_only)) std::abort();
    if (drift.prod.has_value() == (drift.kind == DriftKind::dev_only)) std::abort();
  }
  if (comparison.drifts.empty() && comparison.gaps.empty() && reference.faults.empty()) {
    const Comparison backward = diff(reference.inventory, {.inventory = dev});
    if (count(backward, DriftKind::dev_only) != 0) std::abort();
  }
  return 0;
}
