#pragma once

#include "core/drift/drift.h"
#include "core/drift/evaluate.h"
#include "core/drift/policy.h"
#include "io/files.h"

#include <string>
#include <vector>

namespace prodparity {

// What the workspace's build files say that production will have.
struct ShipFiles {
  std::vector<Shipment> shipments;
  // Paths inside the root, also of files that are looked for and not there: what they say may
  // change with any of them. At most limits::ship_files.
  std::vector<std::string> files;
  std::vector<Note> notes;  // what could not be read, or only in part

  bool operator==(const ShipFiles&) const = default;
};

// Reads what the policy names in `ship` or, where it names nothing, the Dockerfiles in the
// workspace and one level below that the dev container is not built from, and what these install
// from. `workspace` is inside the root; where it is empty there is nothing.
ShipFiles read_ship_files(const Files& files, const std::string& workspace, const Policy& policy);

}  // namespace prodparity
