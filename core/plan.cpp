#include "core/plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view status_path = "/var/lib/dpkg/status";

bool is_of(const Component& component, const Plan& plan, const PlannedChange& change) {
  if (component.ecosystem != plan.ecosystem || component.name != change.name) return false;
  if (plan.ecosystem == "pypi") return component.place == change.place;
  return change.arch.empty() || component.arch == change.arch || component.arch == "all" ||
         change.arch == "all";
}

// Positions of a plan's packages among `components`, by name.
using Places = std::multimap<std::string_view, std::size_t>;

Places places_of(const std::vector<Component>& components, const Plan& plan) {
  std::set<std::string_view> names;
  for (const PlannedChange& change : plan.changes)
    names.insert(change.name);
  Places places;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (names.contains(components[i].name)) places.emplace(components[i].name, i);
  }
  return places;
}

std::vector<std::size_t> matching(const std::vector<Component>& components, const Places& places,
                                  const Plan& plan, const PlannedChange& change) {
  std::vector<std::size_t> found;
  const auto [first, last] = places.equal_range(change.name);
  for (auto at = first; at != last; ++at) {
    if (is_of(components[at->second], plan, change)) found.push_back(at->second);
  }
  return found;
}

// What is known of a package that is not there yet.
Component new_component(const Inventory& now, const Plan& plan, const PlannedChange& change) {
  Component component{.ecosystem = plan.ecosystem,
                      .name = change.name,
                      .version = change.new_version,
                      .arch = change.arch,
                      .place = change.place};
  if (plan.ecosystem != "deb") return component;
  component.evidence.path = status_path;
  component.origin = now.platform.id;
  return component;
}

void change_version(Component& component, const PlannedChange& change) {
  component.version = change.new_version;
  component.source_version.clear();
  if (!change.arch.empty()) component.arch = change.arch;
  component.hides.clear();
  component.deselected = false;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

// What the plan adds and changes, by position.
struct Touched {
  std::vector<std::size_t> added;
  std::vector<std::size_t> changed;
};

// See planned_inventory: who pulled in whom.
void relate(std::vector<Component>& components, const Plan& plan, const Touched& touched) {
  const std::set<std::string_view> asked(plan.asked.begin(), plan.asked.end());
  std::vector<std::size_t> pullers;
  std::vector<std::string> pulled;
  for (const std::size_t i : touched.added) {
    if (asked.contains(components[i].name))
      pullers.push_back(i);
    else
      pulled.push_back(components[i].name);
  }
  if (pullers.empty()) pullers = touched.changed;
  if (pullers.empty() || pulled.empty()) return;
  const std::string names = joined(pulled);
  for (const std::size_t i : pullers) {
    std::string& relations = components[i].relations;
    relations.append(relations.empty() ? "" : ", ").append(names);
  }
  for (const std::size_t i : touched.added) {
    if (!asked.contains(components[i].name)) components[i].automatic = true;
  }
}

}  // namespace

Inventory planned_inventory(Inventory now, const Plan& plan) {
  std::vector<Component>& components = now.components;
  const std::size_t before = components.size();
  const Places places = places_of(components, plan);
  std::vector<bool> goes(before, false);
  std::set<std::string> gone;  // "deb:python3-yaml": what it owns goes with it
  Touched touched;
  std::vector<Component> added;
  for (const PlannedChange& change : plan.changes) {
    const std::vector<std::size_t> found = matching(components, places, plan, change);
    if (change.new_version.empty()) {
      for (const std::size_t i : found) {
        goes[i] = true;
        gone.insert(qualified_name(components[i]));
      }
    } else if (found.empty()) {
      added.push_back(new_component(now, plan, change));
    } else if (components[found.front()].version != change.new_version) {
      change_version(components[found.front()], change);
      touched.changed.push_back(found.front());
    }
  }
  for (Component& component : added) {
    touched.added.push_back(components.size());
    components.push_back(std::move(component));
  }
  if (plan.ecosystem == "deb") relate(components, plan, touched);
  std::vector<Component> left;
  left.reserve(components.size());
  for (std::size_t i = 0; i < components.size(); ++i) {
    const bool removed = i < before && (goes[i] || gone.contains(components[i].owner));
    if (!removed) left.push_back(std::move(components[i]));
  }
  components = std::move(left);
  std::erase_if(now.in_transition, [&](const InTransition& half) {
    return half.ecosystem == plan.ecosystem &&
           std::ranges::any_of(plan.changes, [&](const auto& c) { return c.name == half.name; });
  });
  sort_canonical(now);
  return now;
}

std::string misfit(const Inventory& now, const Plan& plan) {
  if (plan.ecosystem != "deb") return {};  // pip's report does not say what is there
  const Places places = places_of(now.components, plan);
  for (const PlannedChange& change : plan.changes) {
    // A package half-way is no Component; what becomes of it is decided by what is there.
    const bool half_way = std::ranges::any_of(now.in_transition, [&](const InTransition& half) {
      return half.ecosystem == plan.ecosystem && half.name == change.name;
    });
    if (half_way) continue;
    const std::vector<std::size_t> found = matching(now.components, places, plan, change);
    const bool fits =
        change.old_version.empty() ? found.empty() : std::ranges::any_of(found, [&](std::size_t i) {
          return now.components[i].version == change.old_version;
        });
    if (!fits) return change.name;
  }
  return {};
}

}  // namespace prodparity
