#pragma once

#include "core/inventory.h"
#include "core/result.h"
#include "io/ship_files.h"
#include "program/arguments.h"

#include <string>
#include <vector>

namespace prodparity {

// The place that `check` and `inventory` look at.
struct PlaceOptions {
  std::string root = "/";
  std::string workspace;  // inside the root
  std::vector<std::string> ecosystems;
};

void declare_place_options(Arguments& arguments, PlaceOptions& options);

// Where nothing else is said, the workspace of the running container is the current folder.
std::string workspace_of(const PlaceOptions& options);

// Errors: the root cannot be opened, an unknown ecosystem. Whatever cannot be read below the root
// is in the Inventory.
Result<Inventory> scan_place(const PlaceOptions& options);

// What the build files in its workspace ship; nothing where it has none.
ShipFiles ships_of_place(const PlaceOptions& options, const Policy& policy);

// What installs asked for there (io/asked.h).
std::vector<std::string> asked_in_place(const PlaceOptions& options);

}  // namespace prodparity
