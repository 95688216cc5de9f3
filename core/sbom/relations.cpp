#include "core/sbom/relations.h"

#include "core/limits.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace prodparity::sbom {

void relate_packages(Draft& draft) {
  if (draft.dependencies.empty()) return;
  std::unordered_map<std::uint64_t, std::size_t> debs;
  for (std::size_t i = 0; i < draft.refs.size(); ++i) {
    if (draft.components[i].ecosystem == "deb") debs.emplace(draft.refs[i], i);
  }
  for (const Edge& edge : draft.dependencies) {
    const auto from = debs.find(edge.from);
    const auto to = debs.find(edge.to);
    if (from == debs.end() || to == debs.end() || from == to) continue;
    const std::string& needed = draft.components[to->second].name;
    std::string& relations = draft.components[from->second].relations;
    if (relations.size() + needed.size() + 2 > limits::relations_bytes) continue;
    if (!relations.empty()) relations += ", ";
    relations += needed;
  }
}

}  // namespace prodparity::sbom
