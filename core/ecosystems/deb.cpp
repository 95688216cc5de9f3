#include "core/ecosystems/deb.h"

#include "core/ecosystem.h"
#include "core/ecosystems/deb_status.h"
#include "core/limits.h"
#include "core/version/deb.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view folder = "/var/lib/dpkg";
constexpr std::string_view status_path = "/var/lib/dpkg/status";
constexpr std::string_view updates_folder = "/var/lib/dpkg/updates";
constexpr std::string_view parts_folder = "/var/lib/dpkg/status.d";
constexpr std::string_view extended_states_path = "/var/lib/apt/extended_states";

// The folders are listed too: they are what the daemon watches.
std::vector<Glob> globs(const Places&) {
  return {Glob(folder),
          Glob(status_path),
          Glob(updates_folder),
          Glob(updates_folder) + "/*",
          Glob(parts_folder),
          Glob(parts_folder) + "/*",
          Glob(extended_states_path)};
}

// The name of `path` inside `parent`; empty where it is elsewhere.
std::string_view name_in(std::string_view parent, std::string_view path) {
  if (!path.starts_with(parent) || path.size() <= parent.size() + 1) return {};
  return path[parent.size()] == '/' ? path.substr(parent.size() + 1) : std::string_view();
}

// Its databases by the end of their paths: a folder above them may be a link.
Needed needed(std::string_view path) {
  constexpr std::string_view above_dpkg = "/dpkg/";
  if (path.ends_with("/apt/extended_states")) return Needed::content;
  const std::size_t at = path.rfind(above_dpkg);
  if (at == std::string_view::npos) return Needed::nothing;
  const std::string_view name = path.substr(at + above_dpkg.size());
  const bool is_list = name.starts_with("info/") && name.ends_with(".list");
  const bool is_part = name.starts_with("updates/") || name.starts_with("status.d/");
  return name == "status" || is_part || is_list ? Needed::content : Needed::nothing;
}

// dpkg reads only names that are all digits; it writes "tmp.i" beside them.
bool is_update_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

// What distroless images and dpkg put beside a package's stanza is no stanza.
bool is_part_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> others = {
      ".md5sums", ".list", ".preinst", ".postinst", ".prerm", ".postrm", ".triggers", ".conffiles"};
  return !name.empty() && std::ranges::none_of(others, [name](std::string_view suffix) {
    return name.ends_with(suffix);
  });
}

DebFileRole role_of(std::string_view path) {
  if (path == extended_states_path) return DebFileRole::extended_states;
  if (!name_in(updates_folder, path).empty()) return DebFileRole::update;
  return name_in(parts_folder, path).empty() ? DebFileRole::status : DebFileRole::part;
}

// Numbers of any width in numeric order.
bool is_earlier_update(std::string_view left, std::string_view right) {
  const auto digits = [](std::string_view path) {
    const std::string_view name = path.substr(updates_folder.size() + 1);
    return name.substr(std::min(name.find_first_not_of('0'), name.size()));
  };
  const std::string_view l = digits(left);
  const std::string_view r = digits(right);
  return std::tuple(l.size(), l, left) < std::tuple(r.size(), r, right);
}

// status, its journal and apt's marks are one unit: only together they say what is installed.
Unit status_unit(std::vector<std::string> updates, bool has_extended_states) {
  std::ranges::sort(updates, is_earlier_update);
  Unit unit{.id = std::string(status_path), .paths = {std::string(status_path)}};
  unit.paths.insert(unit.paths.end(), updates.begin(), updates.end());
  if (has_extended_states) unit.paths.emplace_back(extended_states_path);
  return unit;
}

Discovery discover(const Listing& listing) {
  Discovery discovery;
  std::vector<std::string> updates;
  Unit parts{.id = std::string(parts_folder)};
  bool has_status = false;
  bool has_extended_states = false;
  for (const std::string& path : listing.paths) {
    if (path == folder || path == updates_folder || path == parts_folder)
      discovery.watch.push_back(path);
    has_status = has_status || path == status_path;
    has_extended_states = has_extended_states || path == extended_states_path;
    if (is_update_name(name_in(updates_folder, path))) updates.push_back(path);
    if (is_part_name(name_in(parts_folder, path))) parts.paths.push_back(path);
  }
  if (updates.size() > limits::journal_updates) {
    discovery.unread.push_back({.ecosystem = "deb",
                                .error = {.code = ErrorCode::too_large,
                                          .message = "dpkg's journal has more files than " +
                                                     std::to_string(limits::journal_updates) +
                                                     ", run `dpkg --configure -a`",
                                          .path = std::string(updates_folder)}});
    updates.resize(limits::journal_updates);
  }
  if (has_status || !updates.empty())
    discovery.units.push_back(status_unit(std::move(updates), has_extended_states));
  if (!parts.paths.empty()) discovery.units.push_back(std::move(parts));
  return discovery;
}

Parsed parse(const Unit&, std::span<const FileBytes> files) {
  return parse_deb_database(files, role_of, limits::components);
}

}  // namespace

std::string native_architecture(std::span<const Component> components) {
  std::map<std::string_view, std::size_t> count;
  for (const Component& component : components) {
    if (component.ecosystem != "deb" || component.arch.empty() || component.arch == "all") continue;
    if (component.name == "dpkg") return component.arch;
    ++count[component.arch];
  }
  const auto most =
      std::ranges::max_element(count, {}, [](const auto& item) { return item.second; });
  return most == count.end() ? std::string() : std::string(most->first);
}

extern const Ecosystem deb_ecosystem;
const Ecosystem deb_ecosystem = {
    .name = "deb",
    .globs = globs,
    .discover = discover,
    .parse = parse,
    .normalise_name = [](std::string_view name) { return std::string(name); },
    .compare_versions = compare_deb_versions,
    .classify = classify_deb,
    .needed = needed};

}  // namespace prodparity
