#pragma once

#include "core/drift/evaluate.h"
#include "core/drift/finding.h"
#include "core/inventory.h"
#include "core/reference.h"

#include <span>
#include <vector>

namespace prodparity {

// Says of each finding whether the build files end it: a dev-only package is installed by them, or
// is needed by one that is; a version is pinned to the one here. What they leave open is `maybe`.
// Then a group's shown tier is that of its members that do not ship. `findings` are those of
// `reference`, with tiers and groups; shipments of other references are passed over.
void mark_shipping(std::vector<Finding>& findings, const Inventory& dev, const Reference& reference,
                   std::span<const Shipment> shipments);

}  // namespace prodparity
