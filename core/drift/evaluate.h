#pragma once

#include "core/drift/finding.h"
#include "core/drift/policy.h"
#include "core/inventory.h"
#include "core/shared.h"
#include "core/ship/shipped.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace prodparity {

// Enough of an Inventory to tell what came when: key "ecosystem:name:arch:place" -> version.
using VersionMap = std::map<std::string, std::string, std::less<>>;
VersionMap versions_of(const Inventory& inventory);
std::string version_key(const Component& component);
// How the keys of what a drift lacks here begin.
std::string gone_prefix(const Drift& drift);

// What was there at each moment of a session; the same at two of them is held once. Absent:
// unknown.
struct History {
  Shared<VersionMap> baseline;       // the image as built
  Shared<VersionMap> session_start;  // as the daemon first saw it
  Shared<VersionMap> setup_end;      // as set-up commands ended
  std::vector<std::string> asked;    // Debian names that installs asked for (core/apt_history.h)
};

// Moments with the same versions share them: a daemon holds them for weeks.
void hold_once(History& history);

// What a report says of a Reference; nothing is compared yet.
ReferenceSummary summary_of(const Reference& reference);

// What the files say that a production is built from.
struct Shipment {
  std::string reference;  // whose; empty: nothing says so
  std::vector<Shipped> shipped;
  std::optional<ShipBase> base;

  bool operator==(const Shipment&) const = default;
};

// How remedies are spelled for the place they are to be typed in.
struct RemedyContext {
  bool needs_sudo = false;  // the caller is not root
};

// The pure pipeline from values to the whole answer: diff against each reference, origin,
// closure, policy, groups, remedies, what ships, counts. Deterministic: the same input, the same
// Verdict.
Verdict evaluate(const Inventory& dev, std::span<const Reference> references,
                 const PolicyEngine& policy, const History& history, const RemedyContext& context,
                 Date today, std::span<const Shipment> shipments = {});

}  // namespace prodparity
