#include "core/drift/comparable.h"

#include "core/drift/distribution.h"
#include "core/ecosystem.h"
#include "core/half_way.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Numbers = std::map<std::string_view, std::size_t>;

Numbers numbers_of(const Inventory& inventory) {
  Numbers numbers;
  for (const Component& component : inventory.components)
    ++numbers[component.ecosystem];
  return numbers;
}

std::size_t number_of(const Numbers& numbers, std::string_view ecosystem) {
  const auto found = numbers.find(ecosystem);
  return found == numbers.end() ? 0 : found->second;
}

// Both sides and what is counted of them once.
struct Sides {
  const Inventory& dev;
  const Reference& reference;
  Numbers in_dev = numbers_of(dev);
  Numbers in_prod = numbers_of(reference.inventory);
};

bool has_state(const Reference& reference, ReferenceState state) {
  return std::ranges::count(reference.states, state) != 0;
}

Gap gap(GapKind kind, std::string_view ecosystem, std::string sentence, std::string remedy) {
  return {.kind = kind,
          .ecosystem = std::string(ecosystem),
          .sentence = std::move(sentence),
          .remedy = std::move(remedy)};
}

constexpr std::string_view remake_sbom =
    "make the SBOM from the production image itself, with a tool that lists what is installed "
    "(syft, trivy, or prodparity inventory --format cyclonedx)";

// Why nothing at all can be compared, if so.
std::optional<Gap> emptiness(const Sides& sides) {
  if (sides.in_prod.empty())
    return gap(GapKind::no_packages, "",
               "production's SBOM lists no package at all, which no running system has",
               std::string(remake_sbom));
  if (sides.in_dev.empty())
    return gap(GapKind::no_packages, "",
               "no package at all was found in the dev container, so nothing can be compared",
               "check that the right root folder, or the right file, was given");
  return std::nullopt;
}

std::optional<Gap> uncovered(const Sides& sides, std::string_view ecosystem) {
  for (const EcosystemCoverage& entry : sides.reference.coverage) {
    if (entry.ecosystem != ecosystem) continue;
    if (entry.coverage == Coverage::covered) return std::nullopt;
    const std::string why = entry.why.empty() ? "" : " (" + entry.why + ')';
    return gap(GapKind::not_covered, ecosystem, "not covered: " + entry.ecosystem + why,
               "use an SBOM that lists them, or name it in accept_uncovered");
  }
  return std::nullopt;
}

// An ecosystem the reference says nothing of, neither in its coverage nor by a component.
std::optional<Gap> unmentioned(const Sides& sides, std::string_view ecosystem) {
  const auto same = [&](const auto& entry) { return entry.ecosystem == ecosystem; };
  const bool mentioned = std::ranges::any_of(sides.reference.coverage, same) ||
                         std::ranges::count(sides.reference.inventory.ecosystems, ecosystem) != 0 ||
                         number_of(sides.in_prod, ecosystem) != 0;
  if (mentioned || number_of(sides.in_dev, ecosystem) == 0) return std::nullopt;
  return gap(GapKind::not_covered, ecosystem,
             "not covered: " + std::string(ecosystem) + " (production's SBOM mentions none)",
             "use an SBOM that lists them, or name it in accept_uncovered");
}

std::optional<Gap> missing_os_packages(const Sides& sides, std::string_view ecosystem) {
  const std::string name(ecosystem);
  const bool in_dev = number_of(sides.in_dev, ecosystem) != 0;
  const bool in_prod = number_of(sides.in_prod, ecosystem) != 0;
  if (!in_prod && in_dev) {
    for (const auto& [other, number] : sides.in_prod) {
      if (is_os_ecosystem(other))
        return gap(GapKind::other_distribution, ecosystem,
                   "production is made of " + std::string(other) + " packages, this container of " +
                       name + " packages",
                   "use a dev container of production's distribution, or the right reference");
    }
  }
  if (!in_prod && (in_dev || has_state(sides.reference, ReferenceState::no_os_packages)))
    return gap(GapKind::no_os_packages, ecosystem,
               "production's SBOM lists no OS packages, so that every one here would look new",
               std::string(remake_sbom));
  if (in_prod && !in_dev)
    return gap(GapKind::no_os_packages, ecosystem,
               "no " + name + " package was found in the dev container, production has " +
                   std::to_string(number_of(sides.in_prod, ecosystem)),
               "check that the right root folder, or the right file, was given");
  return std::nullopt;
}

std::optional<Gap> other_distribution(const Sides& sides, std::string_view ecosystem) {
  if (number_of(sides.in_dev, ecosystem) == 0) return std::nullopt;
  if (has_state(sides.reference, ReferenceState::several_distributions))
    return gap(GapKind::several_distributions, ecosystem,
               "production's SBOM is a merged document of several distributions",
               "give the SBOM of one image and one platform");
  const Release dev = release_of(sides.dev);
  const Release prod = release_of(sides.reference.inventory);
  if (has_state(sides.reference, ReferenceState::no_distribution) ||
      (prod.id.empty() && !dev.id.empty()))
    return gap(GapKind::no_distribution, ecosystem,
               "production's SBOM does not say of which distribution its packages are",
               std::string(remake_sbom));
  if (dev.id.empty() && !prod.id.empty())
    return gap(GapKind::no_distribution, ecosystem,
               "nothing says which distribution the dev container is (no /etc/os-release)",
               "check that the right root folder, or the right file, was given");
  if (same_release(dev, prod)) return std::nullopt;
  return gap(GapKind::other_distribution, ecosystem,
             "this container is " + to_string(dev) + ", production " + to_string(prod) +
                 ": their packages cannot be compared",
             "use a dev container of production's release, or the right reference");
}

// As on Alpine: production is made of packages that nothing here reads, and none of those that are
// read is on either side. The one that is missing is named, not the one that was looked for.
std::optional<Gap> unreadable_os_packages(const Sides& sides, std::string_view ecosystem) {
  if (number_of(sides.in_dev, ecosystem) != 0 || number_of(sides.in_prod, ecosystem) != 0)
    return std::nullopt;
  for (const auto& [other, number] : sides.in_prod) {
    if (!is_os_ecosystem(other) || find_ecosystem(other) != nullptr) continue;
    return gap(
        GapKind::not_covered, other,
        fmt::format("not covered: {0} (production has {1}; what {0} installed here cannot be "
                    "read yet)",
                    other, counted(number, "package")),
        fmt::format("the other ecosystems are compared; name {} in accept_uncovered", other));
  }
  return std::nullopt;
}

std::optional<Gap> why_not(const Sides& sides, std::string_view ecosystem) {
  if (is_os_ecosystem(ecosystem)) {
    if (auto found = unreadable_os_packages(sides, ecosystem)) return found;
  }
  if (auto found = uncovered(sides, ecosystem)) return found;
  if (!is_os_ecosystem(ecosystem)) return unmentioned(sides, ecosystem);
  if (auto found = missing_os_packages(sides, ecosystem)) return found;
  return other_distribution(sides, ecosystem);
}

// What production's side has or answers for, and nobody looked for here. Of an ecosystem without a
// reader of ours it is a note.
void add_not_looked_for(Comparable& result, const Sides& sides, const NameSet& looked_for) {
  NameSet in_prod(sides.reference.inventory.ecosystems.begin(),
                  sides.reference.inventory.ecosystems.end());
  for (const auto& [ecosystem, number] : sides.in_prod)
    in_prod.emplace(ecosystem);
  for (const std::string& ecosystem : in_prod) {
    if (looked_for.contains(ecosystem) || (is_os_ecosystem(ecosystem) && !result.gaps.empty()))
      continue;
    const std::size_t number = number_of(sides.in_prod, ecosystem);
    if (find_ecosystem(ecosystem) != nullptr) {
      result.gaps.push_back(gap(GapKind::not_covered, ecosystem,
                                "not covered: " + ecosystem + " (the dev side lists none)",
                                "give a dev side that lists them (prodparity inventory), or name "
                                "it in accept_uncovered"));
    } else if (number != 0) {
      result.notes.push_back({.code = "not_read",
                              .sentence = "not checked: " + ecosystem + " (" +
                                          counted(number, "component") + " in production)"});
    }
  }
}

// One gap an ecosystem: how many could not be read, and the first of them.
void add_unread(Comparable& result, const Inventory& inventory, bool in_dev) {
  constexpr std::size_t most_paths = 16;  // more of them could be anything
  std::map<std::string_view, std::pair<std::size_t, const Error*>> found;
  std::map<std::string_view, std::vector<std::string>> paths;
  for (const Unread& unread : inventory.unread) {
    auto& [count, first] = found[unread.ecosystem];
    if (++count == 1) first = &unread.error;
    paths[unread.ecosystem].push_back(unread.error.path);
  }
  for (const auto& [ecosystem, entry] : found) {
    const std::string where = in_dev ? "in the dev container" : "in production";
    result.gaps.push_back(gap(GapKind::unread, ecosystem,
                              counted(entry.first, "item") + " could not be read " + where +
                                  ", the first: " + to_string(*entry.second) +
                                  "; what can only be told from the whole is left out",
                              in_dev ? "make it readable, or run prodparity with more rights"
                                     : "make production's inventory again, with more rights"));
    std::vector<std::string>& known = paths[ecosystem];
    const bool all_known =
        known.size() <= most_paths &&
        std::ranges::none_of(known, [](const std::string& path) { return !path.starts_with('/'); });
    if (in_dev && all_known) result.gaps.back().paths = std::move(known);
    NameSet& incomplete = in_dev ? result.dev_incomplete : result.prod_incomplete;
    if (!ecosystem.empty()) incomplete.emplace(ecosystem);
    if (ecosystem.empty()) incomplete.insert(result.ecosystems.begin(), result.ecosystems.end());
  }
}

void add_in_transition(Comparable& result, const Inventory& inventory, bool in_dev) {
  constexpr std::size_t shown = 5;
  std::map<std::string_view, std::pair<std::size_t, std::string>> found;
  for (const InTransition& item : inventory.in_transition) {
    result.in_transition.insert(item.ecosystem + ':' + item.name + ':' + item.arch);
    auto& [count, names] = found[item.ecosystem];
    if (++count <= shown) names += (count == 1 ? "" : ", ") + item.name + " (" + item.state + ')';
  }
  for (const auto& [ecosystem, entry] : found) {
    const std::string where = in_dev ? "" : " in production";
    result.gaps.push_back(
        gap(GapKind::in_transition, ecosystem,
            counted(entry.first, "package") + " half-way" + where + ": " + entry.second +
                (entry.first > shown ? ", ..." : ""),
            ecosystem == "deb"
                ? "wait until apt or dpkg ends; if it was interrupted: " +
                      dpkg_repair(inventory.in_transition, inventory.platform.arch)
                : "wait until the installation ends; if it was interrupted, run it again"));
  }
}

// The architecture of a place: dpkg's own, else the one most of its OS packages have.
std::string native_arch(const Inventory& inventory) {
  if (!inventory.platform.arch.empty()) return inventory.platform.arch;
  Numbers numbers;
  for (const Component& component : inventory.components) {
    if (is_os_ecosystem(component.ecosystem) && !component.arch.empty() && component.arch != "all")
      ++numbers[component.arch];
  }
  const auto most = std::ranges::max_element(
      numbers, [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == numbers.end() ? std::string() : std::string(most->first);
}

void judge_architectures(Comparable& result, const Sides& sides) {
  result.dev_arch = native_arch(sides.dev);
  result.prod_arch = native_arch(sides.reference.inventory);
  if (result.dev_arch.empty() || result.prod_arch.empty() || result.dev_arch == result.prod_arch)
    return;
  result.across_architectures =
      std::ranges::none_of(sides.reference.inventory.components, [&](const Component& component) {
        return component.arch == result.dev_arch && is_os_ecosystem(component.ecosystem);
      });
  if (!result.across_architectures) return;
  result.notes.push_back({.code = "architectures",
                          .sentence = "production is " + result.prod_arch + ", this container " +
                                      result.dev_arch +
                                      ": compared across architectures, rebuilds (+bN) ignored"});
}

}  // namespace

bool is_os_ecosystem(std::string_view ecosystem) {
  constexpr std::array<std::string_view, 4> os = {"deb", "apk", "rpm", "alpm"};
  return std::ranges::count(os, ecosystem) != 0;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

Comparable judge_comparable(const Inventory& dev, const Reference& reference) {
  const Sides sides{.dev = dev, .reference = reference};
  Comparable result;
  NameSet looked_for(dev.ecosystems.begin(), dev.ecosystems.end());
  for (const auto& [ecosystem, number] : sides.in_dev)
    looked_for.emplace(ecosystem);
  if (auto empty = emptiness(sides)) {
    result.gaps.push_back(std::move(*empty));
  } else {
    for (const std::string& ecosystem : looked_for) {
      if (auto reason = why_not(sides, ecosystem))
        result.gaps.push_back(std::move(*reason));
      else
        result.ecosystems.insert(ecosystem);
    }
    add_not_looked_for(result, sides, looked_for);
  }
  add_unread(result, dev, true);
  add_unread(result, reference.inventory, false);
  add_in_transition(result, dev, true);
  add_in_transition(result, reference.inventory, false);
  if (std::ranges::any_of(result.ecosystems, is_os_ecosystem)) judge_architectures(result, sides);
  return result;
}

}  // namespace prodparity
