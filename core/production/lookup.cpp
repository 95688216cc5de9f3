#include "core/production/lookup.h"

#include "core/drift/comparable.h"
#include "core/ecosystem.h"
#include "core/ecosystems/deb_relations.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

bool provides(const Component& component, std::string_view name) {
  if (component.provides.find(name) == std::string::npos) return false;
  const std::vector<std::string_view> names = relation_names(component.provides);
  return std::ranges::find(names, name) != names.end();
}

bool has_any(const Inventory& inventory, std::string_view ecosystem) {
  return std::ranges::any_of(inventory.components, [&](const Component& component) {
    return component.ecosystem == ecosystem;
  });
}

// The OS packages that production is made of; empty: it lists none.
std::string os_ecosystem_of(const Inventory& inventory) {
  for (const Component& component : inventory.components) {
    if (is_os_ecosystem(component.ecosystem)) return component.ecosystem;
  }
  return {};
}

Absence not_said(std::string why) {
  return {.says = Says::not_said, .why = std::move(why)};
}

}  // namespace

std::vector<const Component*> instances_of(const Inventory& inventory, std::string_view ecosystem,
                                           std::string_view name, std::string_view arch) {
  std::vector<const Component*> found;
  for (const Component& component : inventory.components) {
    if (component.name != name || component.ecosystem != ecosystem) continue;
    if (arch.empty() || component.arch.empty() || component.arch == arch || component.arch == "all")
      found.push_back(&component);
  }
  return found;
}

std::vector<Held> held(std::span<const Component* const> components) {
  std::vector<Held> all;
  for (const Component* const component : components)
    all.push_back({.version = component->version,
                   .arch = component->arch,
                   .place = component->place,
                   .evidence = component->evidence});
  return all;
}

Absence absence_in(const Reference& reference, std::string_view ecosystem) {
  const Inventory& production = reference.inventory;
  if (production.components.empty()) return not_said("production's SBOM lists no package at all");
  for (const Unread& unread : production.unread) {
    if (unread.ecosystem == ecosystem || unread.ecosystem.empty())
      return not_said("some of production could not be read as its inventory was made: " +
                      to_string(unread.error));
  }
  const bool any = has_any(production, ecosystem);
  for (const EcosystemCoverage& entry : reference.coverage) {
    if (entry.ecosystem != ecosystem || entry.coverage == Coverage::covered) continue;
    return not_said("not covered: " + entry.ecosystem +
                    (entry.why.empty() ? std::string() : " (" + entry.why + ')'));
  }
  if (is_os_ecosystem(ecosystem) && !any) {
    const std::string os = os_ecosystem_of(production);
    return not_said(os.empty() ? "production's SBOM lists no packages of an operating system"
                               : "production is made of " + os + " packages, not of " +
                                     std::string(ecosystem) + " ones");
  }
  const bool mentioned =
      any || std::ranges::count(production.ecosystems, ecosystem) != 0 ||
      std::ranges::any_of(reference.coverage, [&](const EcosystemCoverage& entry) {
        return entry.ecosystem == ecosystem;
      });
  if (!mentioned)
    return not_said("not covered: " + std::string(ecosystem) +
                    " (production's SBOM mentions none)");
  return {};
}

std::vector<const Component*> providers_of(const Reference& reference, const Inventory& dev,
                                           std::string_view name) {
  std::vector<const Component*> found;
  std::set<std::string_view> here;
  for (const Component& component : dev.components) {
    if (component.ecosystem == "deb" && provides(component, name)) here.insert(component.name);
  }
  for (const Component& component : reference.inventory.components) {
    if (component.ecosystem != "deb") continue;
    const bool by_sbom = provides(component, name);
    if (by_sbom || (component.provides.empty() && here.contains(component.name)))
      found.push_back(&component);
  }
  return found;
}

}  // namespace prodparity
