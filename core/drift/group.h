#pragma once

#include "core/drift/comparable.h"
#include "core/drift/finding.h"
#include "core/drift/package_graph.h"

#include <cstddef>
#include <span>
#include <vector>

namespace prodparity {

// The dev-only Debian packages among some drifts, by position, and who pulls in whom of them: made
// once, for the allowed closure and for the groups.
struct DevOnlyDebs {
  std::vector<std::size_t> positions;  // as the graph's indices
  PackageGraph graph;
};
DevOnlyDebs dev_only_debs(std::span<const Drift> drifts);

// For each dev-only package the one that was asked for and brought it, as indices; a head has
// itself. Heads are what `asked` names (apt's history) and what is not marked automatic; where
// `marks` is false (nothing is marked: no extended_states), what no other one needs. A package
// belongs to the nearest head, equally near ones to the first.
std::vector<std::size_t> heads_of(const PackageGraph& graph, const NameSet& asked, bool marks);

// Gives every finding its group, and the group's strictest tier as shown_tier: binaries of one
// source package with version drift, what one install brought, dev-only binaries of one source
// package that nothing else is known of (headed by the one named as the source, else the first), or
// the finding alone. `findings` are those of one reference in canonical order, `debs` was made of
// their drifts; `asked` and `marks` as in heads_of.
void assign_groups(std::vector<Finding>& findings, const DevOnlyDebs& debs, const NameSet& asked,
                   bool marks);

// The source package of a drift's binary package.
std::string source_of(const Drift& drift);

}  // namespace prodparity
