#pragma once

#include "core/drift/finding.h"
#include "core/drift/policy.h"
#include "core/inventory.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace prodparity {

// Enough of an Inventory to tell what came when: key "ecosystem:name:arch:place" -> version.
using VersionMap = std::map<std::string, std::string, std::less<>>;
VersionMap versions_of(const Inventory& inventory);

// What was there at each moment of a session. Absent: unknown.
struct History {
  std::optional<VersionMap> baseline;       // the image as built
  std::optional<VersionMap> session_start;  // as the daemon first saw it
  std::optional<VersionMap> setup_end;      // as set-up commands ended
  std::vector<std::string> asked;  // Debian names that installs asked for (core/apt_history.h)
};

// How remedies are spelled for the place they are to be typed in.
struct RemedyContext {
  bool needs_sudo = false;  // the caller is not root
};

// The pure pipeline from values to the whole answer: diff against each reference, origin,
// closure, policy, groups, remedies, counts. Deterministic: the same input, the same Verdict.
Verdict evaluate(const Inventory& dev, std::span<const Reference> references,
                 const PolicyEngine& policy, const History& history, const RemedyContext& context,
                 Date today);

}  // namespace prodparity
