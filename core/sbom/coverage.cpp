#include "core/sbom/coverage.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::sbom {
namespace {

bool is_os(const Component& component) {
  return component.ecosystem == "deb" || component.ecosystem == "rpm" ||
         component.ecosystem == "apk" || component.ecosystem == "alpm";
}

bool shows_python(const Draft& draft) {
  const auto declared =
      std::ranges::find(draft.faults, FaultKind::declared_as_installed, &Fault::kind);
  return draft.interpreter || declared != draft.faults.end() ||
         std::ranges::any_of(draft.components, [](const Component& component) {
           return is_os(component) && (component.name.starts_with("python3") ||
                                       component.name.starts_with("libpython3"));
         });
}

// Empty: absence of distributions means that there are none.
std::string why_no_python(const Draft& draft, const Generator& generator) {
  const std::string maker = generator.text().empty() ? "the SBOM's maker" : generator.text();
  if (generator.name == "prodparity") return {};
  if (std::ranges::none_of(draft.components, is_os))
    return maker + " lists neither a Python distribution nor the OS packages that would tell why";
  if (!shows_python(draft)) return {};
  if (generator.name == "cdxgen" || generator.name == "trivy-cdxgen")
    return maker + " lists no installed Python distribution";
  if (std::ranges::all_of(draft.components, is_os))
    return maker + " lists OS packages only in this document";
  return {};
}

// "12" and "12.11" are one release; so are a codename and a number, as far as one can tell.
bool same_release(const Platform& left, const Platform& right) {
  if (left.id != right.id) return false;
  if (left.version_id.empty() || right.version_id.empty()) return true;
  const std::string_view one = left.version_id;
  const std::string_view other = right.version_id;
  const auto extends = [](std::string_view longer, std::string_view shorter) {
    return longer.starts_with(shorter) &&
           (longer.size() == shorter.size() || longer[shorter.size()] == '.');
  };
  return extends(one, other) || extends(other, one);
}

}  // namespace

std::vector<EcosystemCoverage> judge_coverage(const Draft& draft, const Generator& generator) {
  std::map<std::string, std::size_t> counts;
  for (const Component& component : draft.components)
    ++counts[component.ecosystem];
  counts.try_emplace("deb", 0);
  counts.try_emplace("pypi", 0);
  std::vector<EcosystemCoverage> coverage;
  for (const auto& [ecosystem, count] : counts) {
    EcosystemCoverage item{.ecosystem = ecosystem, .components = count};
    if (ecosystem == "pypi" && count == 0) item.why = why_no_python(draft, generator);
    if (ecosystem == "deb" && count == 0) item.why = "the SBOM has no Debian packages";
    if (!item.why.empty()) item.coverage = Coverage::not_covered;
    coverage.push_back(std::move(item));
  }
  return coverage;
}

std::vector<ReferenceState> judge_states(const Draft& draft) {
  if (draft.components.empty()) return {ReferenceState::no_packages};
  std::vector<ReferenceState> states;
  if (std::ranges::none_of(draft.components, is_os)) {
    states.push_back(ReferenceState::no_os_packages);
    return states;
  }
  std::vector<Platform> all = draft.systems;
  all.insert(all.end(), draft.purl_systems.begin(), draft.purl_systems.end());
  if (all.empty()) {
    const bool named = std::ranges::any_of(draft.components, [](const Component& component) {
      return is_os(component) && !component.origin.empty();
    });
    if (!named) states.push_back(ReferenceState::no_distribution);
  }
  const bool several = std::ranges::any_of(
      all, [&](const Platform& system) { return !same_release(system, all.front()); });
  if (several) states.push_back(ReferenceState::several_distributions);
  return states;
}

Platform judge_platform(const Draft& draft) {
  Platform platform;
  if (!draft.systems.empty()) platform = draft.systems.front();
  for (const Platform& system : draft.purl_systems) {
    if (platform.id.empty()) platform.id = system.id;
    if (system.id != platform.id) continue;
    if (platform.version_id.empty()) platform.version_id = system.version_id;
    if (platform.codename.empty()) platform.codename = system.codename;
  }
  std::map<std::string_view, std::size_t> architectures;
  std::map<std::string_view, std::size_t> origins;
  for (const Component& component : draft.components) {
    if (!is_os(component)) continue;
    if (!component.origin.empty()) ++origins[component.origin];
    if (!component.arch.empty() && component.arch != "all" && component.arch != "noarch")
      ++architectures[component.arch];
  }
  const auto most = [](const auto& counts) {
    return std::ranges::max_element(counts, {}, [](const auto& item) { return item.second; })
        ->first;
  };
  if (!architectures.empty()) platform.arch = most(architectures);
  if (platform.id.empty() && !origins.empty()) platform.id = most(origins);
  return platform;
}

}  // namespace prodparity::sbom
