#pragma once

#include "core/inventory.h"

#include <span>
#include <string>
#include <vector>

namespace prodparity {

// One package of a plan. All text is untrusted.
struct PlannedChange {
  std::string name;
  std::string arch;         // of deb: "amd64", "all"; empty: not known
  std::string old_version;  // empty: it is not there
  std::string new_version;  // empty: it goes
  std::string place;        // of pypi: the folder that is to hold it

  bool operator==(const PlannedChange&) const = default;
};

// What a package manager is about to do.
struct Plan {
  std::string ecosystem = "deb";  // or "pypi"
  std::vector<PlannedChange> changes;
  std::vector<std::string> asked;  // names that were asked for; the rest came along

  bool operator==(const Plan&) const = default;
};

// The Inventory as it would be, in canonical order. Of what is new only its name, version and
// architecture are known: no file list (Ships::unknown), no section, no source. Its relations are
// not known either: what was not asked for counts as pulled in by each package that was (where none
// of these is new: by each that changes), so that one install is one group and what an allowed tool
// brings is allowed as it will be.
Inventory planned_inventory(Inventory now, const Plan& plan);

// Where the plan takes another version as installed than `now` has, or none at all, it was not made
// for this place (apt of another root): its first such package. Empty: it fits.
std::string misfit(const Inventory& now, const Plan& plan);

}  // namespace prodparity
