#include "core/ecosystem.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace prodparity {

#define ECOSYSTEM(name) extern const Ecosystem name##_ecosystem;
#include "core/ecosystems/list.def"
#undef ECOSYSTEM

namespace {

const Ecosystem* const all[] = {
#define ECOSYSTEM(name) &name##_ecosystem,
#include "core/ecosystems/list.def"
#undef ECOSYSTEM
};

}  // namespace

std::span<const Ecosystem* const> ecosystems() {
  return all;
}

const Ecosystem* find_ecosystem(std::string_view name) {
  const auto* const found =
      std::ranges::find(all, name, [](const Ecosystem* e) { return e->name; });
  return found == std::end(all) ? nullptr : *found;
}

}  // namespace prodparity
