// Which of several distributions of one name `import` gets.
#include "core/ecosystems/pypi_places.h"
#include "core/inventory.h"
#include "core/passes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// In the order in which site.py puts them on the path of one interpreter.
enum class Layer {
  environment,   // a virtual environment's own folder
  user,          // HOME/.local
  debian_local,  // /usr/local/lib/python3.N/dist-packages: Debian's patch to site.py
  debian,        // /usr/lib/python3/dist-packages, /usr/lib/python3.N/dist-packages
  prefix,        // PREFIX/lib/python3.N/site-packages
};

struct Spot {
  Component* component = nullptr;
  Layer layer = Layer::prefix;
  std::string_view prefix;   // the interpreter's: "/usr" for Debian's own
  std::string_view version;  // "3.11"; "3": every version of the system
};

Spot spot_of(Component& component) {
  const std::string_view site = component.place;
  Spot spot{.component = &component,
            .prefix = pypi::prefix_of_site(site),
            .version = pypi::version_of_site(site)};
  const bool is_debian = pypi::base_name_of(site) == "dist-packages";
  if (component.virtual_environment) {
    spot.layer = Layer::environment;
  } else if (spot.prefix.ends_with("/.local")) {
    spot.layer = Layer::user;
  } else if (is_debian) {
    spot.layer = spot.prefix == "/usr/local" ? Layer::debian_local : Layer::debian;
    spot.prefix = "/usr";
  }
  return spot;
}

// "3.11" of every deb python3.11-minimal or libpython3.11-stdlib; empty: unknown.
std::set<std::string_view> system_versions(const Inventory& inventory) {
  std::set<std::string_view> versions;
  for (const Component& component : inventory.components) {
    std::string_view name = component.name;
    if (component.ecosystem != "deb") continue;
    if (name.starts_with("lib")) name.remove_prefix(3);
    if (!name.starts_with("python3.")) continue;
    name.remove_prefix(std::string_view("python").size());
    versions.insert(name.substr(0, name.find_first_not_of("0123456789.")));
  }
  return versions;
}

bool same_version(const Spot& left, const Spot& right, const std::set<std::string_view>& system) {
  if (left.version == right.version) return true;
  const bool any = left.version == "3" || right.version == "3";
  const std::string_view other = left.version == "3" ? right.version : left.version;
  return any && (system.empty() || system.contains(other));
}

// Does an interpreter that looks into `first` look into `then` after it?
bool comes_before(const Spot& first, const Spot& then, const std::set<std::string_view>& system) {
  if (first.layer >= then.layer || !same_version(first, then, system)) return false;
  switch (first.layer) {
    case Layer::environment: {
      const std::string& base = first.component->base_prefix;
      return !base.empty() && (then.layer == Layer::user || then.prefix == base);
    }
    case Layer::user:
      return true;
    default:
      return then.prefix == first.prefix;
  }
}

std::string described(const Component& hidden, const Inventory& inventory) {
  if (hidden.owner.empty()) return qualified_name(hidden) + '@' + hidden.version;
  const auto owner =
      std::ranges::find_if(inventory.components, [&hidden](const Component& component) {
        return component.ecosystem == "deb" && qualified_name(component) == hidden.owner;
      });
  return owner == inventory.components.end() ? hidden.owner : hidden.owner + '@' + owner->version;
}

// What `import` would find without `first`: the earliest of those behind it.
const Spot* next_after(const Spot& first, std::span<const Spot> spots,
                       const std::set<std::string_view>& system) {
  const Spot* next = nullptr;
  for (const Spot& spot : spots) {
    if (comes_before(first, spot, system) && (next == nullptr || spot.layer < next->layer))
      next = &spot;
  }
  return next;
}

// `spots` are of one name. Environments that see nothing but themselves are left out beforehand,
// so that many environments do not have to be compared with one another.
void mark_group(std::span<const Spot> spots, const Inventory& inventory,
                const std::set<std::string_view>& system) {
  std::vector<Spot> bases;
  std::ranges::copy_if(spots, std::back_inserter(bases),
                       [](const Spot& spot) { return spot.layer != Layer::environment; });
  for (const Spot& spot : spots) {
    const Spot* const hidden = next_after(spot, bases, system);
    if (hidden == nullptr) continue;
    const bool is_hidden = std::ranges::any_of(
        bases, [&](const Spot& other) { return comes_before(other, spot, system); });
    if (!is_hidden) spot.component->hides = described(*hidden->component, inventory);
  }
}

}  // namespace

void mark_shadowing(Inventory& inventory) {
  const std::set<std::string_view> system = system_versions(inventory);
  std::vector<Spot> spots;
  for (Component& component : inventory.components) {
    const bool sees_only_itself = component.virtual_environment && component.base_prefix.empty();
    if (component.ecosystem == "pypi" && pypi::is_site_folder(component.place) && !sees_only_itself)
      spots.push_back(spot_of(component));
  }
  std::ranges::stable_sort(
      spots, {}, [](const Spot& spot) -> std::string_view { return spot.component->name; });
  for (std::size_t begin = 0; begin < spots.size();) {
    std::size_t end = begin + 1;
    while (end < spots.size() && spots[end].component->name == spots[begin].component->name)
      ++end;
    if (end - begin > 1)
      mark_group(std::span(spots).subspan(begin, end - begin), inventory, system);
    begin = end;
  }
}

}  // namespace prodparity
