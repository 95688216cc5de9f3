#include "core/drift/closure.h"

#include <cstddef>
#include <vector>

namespace prodparity {

std::vector<bool> closure_of(const PackageGraph& graph, const std::vector<std::size_t>& roots) {
  std::vector<bool> pulled_in(graph.size(), false);
  std::vector<std::size_t> open = roots;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t next : graph.needs(at)) {
      if (pulled_in[next]) continue;
      pulled_in[next] = true;
      open.push_back(next);
    }
  }
  return pulled_in;
}

}  // namespace prodparity
