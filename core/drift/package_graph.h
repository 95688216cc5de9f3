#pragma once

#include "core/component.h"

#include <cstddef>
#include <vector>

namespace prodparity {

// Who pulls in whom among some installed Debian packages: Pre-Depends, Depends and Recommends,
// alternatives and provided names included. Indices are those of the list it was made from.
class PackageGraph {
 public:
  explicit PackageGraph(std::vector<const Component*> packages);

  std::size_t size() const { return packages_.size(); }
  const Component& package(std::size_t index) const { return *packages_[index]; }
  const std::vector<std::size_t>& needs(std::size_t index) const { return needs_[index]; }

 private:
  std::vector<const Component*> packages_;
  std::vector<std::vector<std::size_t>> needs_;
};

}  // namespace prodparity
