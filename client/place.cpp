#include "client/place.h"

#include "client/reference_input.h"
#include "core/ecosystem.h"
#include "core/reference_address.h"
#include "core/registry/platform.h"
#include "io/asked.h"
#include "io/files.h"
#include "io/image_archive.h"
#include "io/places.h"
#include "io/scan.h"
#include "io/system_error.h"

#include <sys/utsname.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

bool is_running_container(const PlaceOptions& options) {
  return options.root == "/" && options.image.empty();
}

// The environment is that of the running container: it says nothing of another root.
PlacesHint hint_of(const PlaceOptions& options) {
  PlacesHint hint{.workspace = workspace_of(options), .home = {}, .environments = {}};
  if (is_running_container(options)) {
    hint.home = environment("HOME");
    hint.environments = {environment("VIRTUAL_ENV"), environment("CONDA_PREFIX")};
  }
  return hint;
}

Result<std::vector<const Ecosystem*>> chosen_ecosystems(const std::vector<std::string>& names) {
  std::vector<const Ecosystem*> chosen;
  for (const std::string& name : names) {
    const Ecosystem* const ecosystem = find_ecosystem(name);
    if (ecosystem == nullptr) {
      std::vector<std::string_view> known;
      for (const Ecosystem* one : ecosystems())
        known.push_back(one->name);
      return Error{.code = ErrorCode::wrong_usage,
                   .message = fmt::format("unknown ecosystem '{}': there are {}", name,
                                          fmt::join(known, ", "))};
    }
    chosen.push_back(ecosystem);
  }
  return chosen;
}

Result<void> check_place(const PlaceOptions& options) {
  if (options.image.empty() || options.root == "/") return {};
  return Error{.code = ErrorCode::wrong_usage,
               .message = "--image and --root are two places: give one"};
}

// What lies on this machine goes first: "PATH", "PATH:TAG", "PATH@DIGEST".
bool is_in_registry(const std::string& image) {
  std::error_code error;
  for (const std::size_t end : {std::string::npos, image.find('@'), image.rfind(':')}) {
    if (std::filesystem::exists(image.substr(0, end), error)) return false;
  }
  return reference_address(image).kind == AddressKind::image;
}

void keep_only(Inventory& inventory, const std::vector<std::string>& ecosystems) {
  if (ecosystems.empty()) return;
  const auto is_other = [&](const std::string& ecosystem) {
    return std::ranges::find(ecosystems, ecosystem) == ecosystems.end();
  };
  std::erase_if(inventory.components,
                [&](const Component& one) { return is_other(one.ecosystem); });
  std::erase_if(inventory.ecosystems, is_other);
  std::erase_if(inventory.unread, [&](const Unread& one) {
    return !one.ecosystem.empty() && is_other(one.ecosystem);
  });
}

Result<std::unique_ptr<Files>> open_place(const PlaceOptions& options) {
  if (options.image.empty()) return open_root(options.root);
  utsname machine{};
  if (::uname(&machine) != 0) return system_error(errno, "ask", "uname");
  auto image = read_image(options.image, registry::platform_of_machine(machine.machine));
  if (!image) return image.error();
  return std::unique_ptr<Files>(std::make_unique<ImageFiles>(std::move(*image)));
}

}  // namespace

void declare_image_option(Arguments& arguments, PlaceOptions& options) {
  arguments.text("--image", "ARCHIVE|OCI-DIR|REF", options.image,
                 "Look at this image instead: an OCI layout, what docker or podman saved "
                 "(PATH, PATH:TAG), or one in a registry (registry.example/api:main, "
                 "docker://debian:12)");
}

void declare_place_options(Arguments& arguments, PlaceOptions& options) {
  arguments.text("--root", "DIR", options.root, "The root file system to look at (default: /)");
  arguments.text("--workspace", "DIR", options.workspace,
                 "Folder inside the root that holds the project and its environments");
}

std::string workspace_of(const PlaceOptions& options) {
  if (!options.workspace.empty() || !is_running_container(options)) return options.workspace;
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::current_path(error);
  return error || folder == "/" ? std::string() : folder.string();
}

Result<Inventory> scan_place(const PlaceOptions& options) {
  const Result<std::vector<const Ecosystem*>> chosen = chosen_ecosystems(options.ecosystems);
  if (!chosen) return chosen.error();
  if (const Result<void> place = check_place(options); !place) return place.error();
  if (!options.image.empty() && is_in_registry(options.image)) {
    Result<Inventory> inventory = read_registry_image(options.image);
    if (inventory) keep_only(*inventory, options.ecosystems);
    return inventory;
  }
  const Result<std::unique_ptr<Files>> files = open_place(options);
  if (!files) return files.error();
  UsualPlaces found = usual_places(**files, hint_of(options));
  Scanner scanner(**files);
  Inventory inventory =
      scanner.scan({.places = std::move(found.places), .ecosystems = *chosen, .side_by_side = true})
          .inventory;
  for (Error& error : found.errors)  // users' own installs may be below
    inventory.unread.push_back({.ecosystem = "pypi", .error = std::move(error)});
  sort_canonical(inventory);
  return inventory;
}

ShipFiles ships_of_place(const PlaceOptions& options, const Policy& policy) {
  const Result<std::unique_ptr<Files>> files = open_root(options.root);
  return files ? read_ship_files(**files, workspace_of(options), policy) : ShipFiles();
}

std::vector<std::string> asked_in_place(const PlaceOptions& options) {
  const Result<std::unique_ptr<Files>> files = open_root(options.root);
  return files ? read_asked(**files) : std::vector<std::string>();
}

}  // namespace prodparity
