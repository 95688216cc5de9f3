#include "core/drift/package_graph.h"

#include "core/ecosystems/deb_relations.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// More installed packages than this never provide one name; a hostile database may say so.
constexpr std::size_t providers_limit = 64;

bool arch_fits(const Component& left, const Component& right) {
  return left.arch == right.arch || left.arch == "all" || right.arch == "all";
}

}  // namespace

PackageGraph::PackageGraph(std::vector<const Component*> packages)
    : packages_(std::move(packages)), needs_(packages_.size()) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> providers;
  const auto provide = [&](std::string_view name, std::size_t index) {
    auto& list = providers[name];
    if (list.size() < providers_limit) list.push_back(index);
  };
  for (std::size_t i = 0; i < packages_.size(); ++i)
    provide(packages_[i]->name, i);
  for (std::size_t i = 0; i < packages_.size(); ++i)
    for_each_relation(packages_[i]->provides, [&](std::string_view name) { provide(name, i); });
  for (std::size_t i = 0; i < packages_.size(); ++i) {
    for_each_relation(packages_[i]->relations, [&](std::string_view name) {
      const auto found = providers.find(name);
      if (found == providers.end()) return;
      for (const std::size_t other : found->second) {
        if (other != i && arch_fits(*packages_[i], *packages_[other])) needs_[i].push_back(other);
      }
    });
    std::ranges::sort(needs_[i]);
    needs_[i].erase(std::unique(needs_[i].begin(), needs_[i].end()), needs_[i].end());
  }
}

}  // namespace prodparity
