#include "core/ecosystems/deb.h"

#include "core/ecosystem.h"
#include "core/version/deb.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

std::string native_architecture(std::span<const Component> components) {
  std::map<std::string_view, std::size_t> count;
  for (const Component& component : components) {
    if (component.ecosystem != "deb" || component.arch.empty() || component.arch == "all") continue;
    if (component.name == "dpkg") return component.arch;
    ++count[component.arch];
  }
  const auto most =
      std::ranges::max_element(count, {}, [](const auto& item) { return item.second; });
  return most == count.end() ? std::string() : std::string(most->first);
}

extern const Ecosystem deb_ecosystem;
const Ecosystem deb_ecosystem = {
    .name = "deb",
    .globs = [](const Places&) { return std::vector<Glob>{}; },
    .discover = [](const Listing&) { return Discovery{}; },
    .parse = [](const Unit&, std::span<const FileBytes>) { return Parsed{}; },
    .normalise_name = [](std::string_view name) { return std::string(name); },
    .compare_versions = compare_deb_versions,
    .classify = classify_deb};
}  // namespace prodparity
