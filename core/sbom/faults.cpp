#include "core/sbom/faults.h"

#include "core/passes.h"
#include "core/sbom/package.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace prodparity::sbom {
namespace {

// Where several are named, the earlier in this list wrote the document or changed it last.
constexpr std::array<std::string_view, 6> known_generators = {
    "prodparity", "cdxgen", "trivy-cdxgen", "trivy", "syft", "docker-scout"};

void declare(Draft& draft, FaultKind kind) {
  if (std::ranges::find(draft.faults, kind, &Fault::kind) == draft.faults.end())
    draft.faults.push_back({.kind = kind, .count = 0, .example = {}});
}

// Removes the components for which drop[i], with what is kept beside them.
void remove_marked(Draft& draft, const std::vector<bool>& drop) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < draft.components.size(); ++i) {
    if (drop[i]) continue;
    if (kept != i) draft.components[kept] = std::move(draft.components[i]);
    draft.refs[kept] = draft.refs[i];
    ++kept;
  }
  draft.components.resize(kept);
  draft.refs.resize(kept);
  draft.tagged_sources.clear();
}

std::vector<bool> source_packages(const Draft& draft) {
  std::vector<bool> sources(draft.components.size(), false);
  const std::unordered_set<std::uint64_t> stated(draft.dependency_refs.begin(),
                                                 draft.dependency_refs.end());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (draft.components[i].ecosystem != "deb") continue;
    sources[i] = stated.empty() ? bool{draft.tagged_sources[i]} : !stated.contains(draft.refs[i]);
  }
  return sources;
}

void drop_sources(Draft& draft) {
  const std::vector<bool> sources = source_packages(draft);
  std::unordered_map<std::uint64_t, std::size_t> index;
  for (std::size_t i = 0; i < draft.refs.size(); ++i)
    index.emplace(draft.refs[i], i);
  for (const Edge& edge : draft.dependencies) {
    const auto from = index.find(edge.from);
    const auto to = index.find(edge.to);
    if (from == index.end() || to == index.end() || !sources[to->second]) continue;
    Component& binary = draft.components[from->second];
    if (binary.source.empty()) binary.source = draft.components[to->second].name;
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i]) draft.count_fault(FaultKind::sources_as_components, draft.components[i].name);
  }
  remove_marked(draft, sources);
}

void attribute_by_edges(Draft& draft) {
  if (draft.ownership.empty()) return;
  std::unordered_map<std::uint64_t, std::size_t> index;
  for (std::size_t i = 0; i < draft.refs.size(); ++i)
    index.emplace(draft.refs[i], i);
  for (const Edge& edge : draft.ownership) {
    const auto parent = index.find(edge.from);
    const auto child = index.find(edge.to);
    if (parent == index.end() || child == index.end()) continue;
    const Component& owner = draft.components[parent->second];
    Component& owned = draft.components[child->second];
    if (owner.ecosystem == owned.ecosystem || !owned.owner.empty()) continue;
    owned.owner = qualified_name(owner);
    if (owner.ecosystem == "deb" && owned.ecosystem == "pypi")
      draft.count_fault(FaultKind::deb_owned_python_listed, owned.name);
  }
}

// pip never writes into Debian's own folder, so what is there is Debian's even where its name says
// nothing ("PyGObject" is python3-gi): the interpreter's package stands for it. An SBOM has no
// file lists that would tell better.
void attribute_by_name(Draft& draft) {
  std::vector<std::size_t> attributed = pair_python_with_debs(draft.components);
  const bool python = std::ranges::any_of(draft.components, [](const Component& component) {
    return component.ecosystem == "deb" && component.name.starts_with("python3-");
  });
  for (std::size_t i = 0; python && i < draft.components.size(); ++i) {
    Component& component = draft.components[i];
    if (component.ecosystem != "pypi" || !component.owner.empty()) continue;
    if (!is_debian_python_folder(component.place)) continue;
    component.owner = "deb:python3";
    attributed.push_back(i);
  }
  for (const std::size_t i : attributed)
    draft.count_fault(FaultKind::deb_owned_python_listed, draft.components[i].name);
}

// cdxgen looks into no environment: its PyPI entries come from what resembles a manifest, be it a
// manual ("pip install --pre" in a README gives a distribution of that version) or a wheel.
void drop_manifest_entries(Draft& draft) {
  std::vector<bool> drop(draft.components.size(), false);
  for (std::size_t i = 0; i < draft.components.size(); ++i) {
    drop[i] = draft.components[i].ecosystem == "pypi";
    if (drop[i]) draft.count_fault(FaultKind::declared_as_installed, draft.components[i].name);
  }
  remove_marked(draft, drop);
}

void fold_duplicates(Draft& draft) {
  const std::vector<std::size_t> order = canonical_order(draft.components);
  const auto key = [&](std::size_t i) { return canonical_key(draft.components[i]); };
  std::vector<bool> drop(order.size(), false);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (key(order[i - 1]) != key(order[i])) continue;
    drop[order[i]] = true;
    draft.count_fault(FaultKind::duplicates, draft.components[order[i]].name);
  }
  remove_marked(draft, drop);
}

int leading_number(std::string_view text) {
  int number = 0;
  for (const char c : text.substr(0, 6)) {
    if (c < '0' || c > '9') break;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool any_epoch(const Draft& draft) {
  return std::ranges::any_of(draft.components, [](const Component& component) {
    return component.ecosystem == "deb" && component.version.find(':') != std::string::npos;
  });
}

}  // namespace

std::string Generator::text() const {
  return version.empty() ? name : name + ' ' + version;
}

Generator generator_of(const Draft& draft) {
  Generator best;
  std::size_t best_rank = known_generators.size() + 1;
  for (const auto& [tool, version] : draft.tools) {
    Generator candidate{.name = ascii_lower(tool), .version = version};
    if (candidate.version.starts_with('v')) candidate.version.erase(0, 1);
    // cdxgen's build of trivy, which lists OS packages only.
    if (candidate.name == "trivy" && candidate.version.ends_with("-cdx")) {
      candidate.name = "trivy-cdxgen";
      candidate.version.resize(candidate.version.size() - 4);
    }
    candidate.major = leading_number(candidate.version);
    const auto rank = static_cast<std::size_t>(std::ranges::find(known_generators, candidate.name) -
                                               known_generators.begin());
    if (rank >= best_rank || candidate.name.empty()) continue;
    best = std::move(candidate);
    best_rank = rank;
  }
  return best;
}

void neutralise_faults(Draft& draft, const Generator& generator) {
  const bool cdxgen = generator.name == "cdxgen";
  const bool trivy = generator.name == "trivy" || generator.name == "trivy-cdxgen";
  if (cdxgen) drop_sources(draft);
  const bool debs =
      std::ranges::find(draft.components, "deb", &Component::ecosystem) != draft.components.end();
  if (debs && cdxgen && generator.major < 12 && !any_epoch(draft))
    declare(draft, FaultKind::epoch_lost);
  if (debs && (cdxgen || trivy)) {
    declare(draft, FaultKind::multi_arch_collapsed);
    declare(draft, FaultKind::deinstalled_dropped);
  }
  attribute_by_edges(draft);
  if (debs && cdxgen) drop_manifest_entries(draft);
  attribute_by_name(draft);
  fold_duplicates(draft);
  std::ranges::sort(draft.faults, {}, &Fault::kind);
}

}  // namespace prodparity::sbom
