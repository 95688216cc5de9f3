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
  std::string image;      // in place of the root (io/image_archive.h, or a registry's); empty: none
  std::string workspace;  // inside the root
  std::vector<std::string> ecosystems;
};

// Of `inventory` alone: what the others compare is a container.
void declare_image_option(Arguments& arguments, PlaceOptions& options);
void declare_place_options(Arguments& arguments, PlaceOptions& options);

// Where nothing else is said, the workspace of the running container is the current folder.
std::string workspace_of(const PlaceOptions& options);

// Errors: the root or image cannot be opened, an unknown ecosystem, both a root and an image.
// Whatever cannot be read below the root is in the Inventory.
Result<Inventory> scan_place(const PlaceOptions& options);

// What the build files in its workspace ship; nothing where it has none.
ShipFiles ships_of_place(const PlaceOptions& options, const Policy& policy);

// What installs asked for there (io/asked.h).
std::vector<std::string> asked_in_place(const PlaceOptions& options);

}  // namespace prodparity
