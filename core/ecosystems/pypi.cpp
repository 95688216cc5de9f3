// Python distributions, as pip and importlib.metadata see them.
#include "core/ecosystem.h"
#include "core/ecosystems/pypi_metadata.h"
#include "core/ecosystems/pypi_places.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {

extern const Ecosystem pypi_ecosystem;

namespace pypi {
namespace {

bool is_absent(const FileBytes& file) {
  return file.error != nullptr && file.error->code == ErrorCode::not_found;
}
bool is_there(const FileBytes& file) {
  return file.error == nullptr;
}

void add_unread(Parsed& parsed, ErrorCode code, std::string message, std::string_view path,
                std::size_t line = 0) {
  parsed.unread.push_back(
      {.ecosystem = "pypi",
       .error = {
           .code = code, .message = std::move(message), .path = std::string(path), .line = line}});
}

void set_environment(Component& component, const FileBytes& file) {
  if (!is_there(file)) return;
  const Environment environment = parse_pyvenv_cfg(file.bytes);
  component.virtual_environment = true;
  if (environment.sees_system) component.base_prefix = environment.base_prefix;
}

Component make_component(const Unit& unit, std::string_view path, std::string_view name,
                         std::string_view version, std::size_t line) {
  return {.ecosystem = "pypi",
          .name = normalise_pypi_name(name),
          .version = std::string(version),
          .place = unit.place,
          .evidence = {.path = std::string(path), .line = line},
          .pre_release = is_pep440_pre_release(version)};
}

// Name and version from the metadata; what is missing there from the folder's name where that can
// be read in one way only. Otherwise the unit is unread.
std::optional<Component> read_component(const Unit& unit, const FileBytes& file, Parsed& parsed) {
  if (file.bytes.size() > limits::metadata_bytes) {
    add_unread(parsed, ErrorCode::too_large,
               "'" + std::string(file.path) + "' is larger than " +
                   std::to_string(limits::metadata_bytes) + " bytes",
               file.path);
    return std::nullopt;
  }
  Metadata metadata = parse_metadata(file.bytes);
  if (metadata.name.empty() || metadata.version.empty()) {
    const std::optional<FolderName> folder = parse_folder_name(base_name_of(unit.id));
    if (folder && metadata.name.empty()) metadata.name = folder->name;
    if (folder && metadata.version.empty()) metadata.version = folder->version;
  }
  if (!metadata.name.empty() && !metadata.version.empty())
    return make_component(unit, file.path, metadata.name, metadata.version, metadata.name_line);
  const std::string_view missing = metadata.name.empty() ? "Name" : "Version";
  add_unread(parsed, ErrorCode::malformed,
             "'" + std::string(file.path) + "' has no " + std::string(missing) +
                 ", and its folder's name does not tell it; reinstall the package or remove '" +
                 unit.id + "'",
             file.path, std::max<std::size_t>(metadata.header_lines, 1));
  return std::nullopt;
}

bool is_editable(const FileBytes& direct_url, Parsed& parsed) {
  if (!is_there(direct_url)) return false;
  const Result<nlohmann::json> document = parse_json(direct_url.bytes, {}, direct_url.path);
  if (!document) {
    parsed.unread.push_back({.ecosystem = "pypi", .error = document.error()});
    return false;
  }
  if (!document->is_object()) return false;
  const auto dir_info = document->find("dir_info");
  if (dir_info == document->end() || !dir_info->is_object()) return false;
  const auto editable = dir_info->find("editable");
  return editable != dir_info->end() && editable->is_boolean() && editable->get<bool>();
}

// An installer writes METADATA first, INSTALLER then, and RECORD last. Debian's dist-infos have
// no INSTALLER; others (rpm, conda) may have no RECORD.
bool is_complete(const Unit& unit, std::span<const FileBytes> files) {
  const FileBytes& record = files[DistInfoFiles::record];
  const FileBytes& installer = files[DistInfoFiles::installer];
  if (is_absent(files[DistInfoFiles::metadata]) || files[DistInfoFiles::metadata].bytes.empty())
    return !(is_absent(installer) && is_absent(record));
  if (!is_there(installer)) return true;
  if (is_there(record)) return record_lists_installer(record.bytes, base_name_of(unit.id));
  const std::string_view name = trim(installer.bytes);
  return !is_absent(record) || (name != "pip" && name != "uv");
}

void add_in_transition(Parsed& parsed, std::string name, std::string_view path) {
  parsed.in_transition.push_back({.ecosystem = "pypi",
                                  .name = std::move(name),
                                  .arch = {},
                                  .state = "copying",
                                  .evidence = {.path = std::string(path), .line = 0}});
}

Parsed parse_dist_info(const Unit& unit, std::span<const FileBytes> files) {
  Parsed parsed;
  if (files.size() < DistInfoFiles::first_left_over) return parsed;
  const FileBytes& metadata = files[DistInfoFiles::metadata];
  // What cannot be read is told by whoever tried; nothing is guessed in its place.
  if (!is_there(metadata) && !is_absent(metadata)) return parsed;
  if (!is_complete(unit, files)) {
    std::string name = parse_metadata(metadata.bytes).name;
    if (name.empty()) name = base_name_of(unit.id).substr(0, base_name_of(unit.id).find('-'));
    add_in_transition(parsed, normalise_pypi_name(name), metadata.path);
    return parsed;
  }
  std::optional<Component> component = read_component(unit, metadata, parsed);
  if (!component) return parsed;
  // Set aside under another name: the old one's Unit says that it is being replaced.
  for (const FileBytes& left_over : files.subspan(DistInfoFiles::first_left_over)) {
    if (normalise_pypi_name(parse_metadata(left_over.bytes).name) == component->name) return parsed;
  }
  component->editable = is_editable(files[DistInfoFiles::direct_url], parsed);
  component->automatic = trim(files[DistInfoFiles::installer].bytes) == "pip" &&
                         is_absent(files[DistInfoFiles::requested]);
  set_environment(*component, files[DistInfoFiles::environment]);
  parsed.components.push_back(std::move(*component));
  return parsed;
}

// PKG-INFO of an egg-info (also inside an egg, or where an egg-link pointed), then pyvenv.cfg.
Parsed parse_egg_info(const Unit& unit, std::span<const FileBytes> files) {
  Parsed parsed;
  if (files.empty() || !is_there(files[0])) return parsed;
  std::optional<Component> component = read_component(unit, files[0], parsed);
  if (!component) return parsed;
  component->editable = unit.context == context::linked;
  if (files.size() > 1) set_environment(*component, files[1]);
  parsed.components.push_back(std::move(*component));
  return parsed;
}

Parsed parse_zipped_egg(const Unit& unit, std::span<const FileBytes> files) {
  Parsed parsed;
  const std::optional<FolderName> name = parse_folder_name(base_name_of(unit.id));
  if (!name || name->version.empty()) {
    add_unread(parsed, ErrorCode::unsupported,
               "'" + unit.id + "' is a zipped egg whose file name does not tell its version",
               unit.id);
    return parsed;
  }
  Component component = make_component(unit, unit.id, name->name, name->version, 0);
  if (!files.empty()) set_environment(component, files[0]);
  parsed.components.push_back(std::move(component));
  return parsed;
}

// Leads on to the egg-info in the linked folder. Its name has '_' where the link's may have '-'.
Parsed parse_link(const Unit& unit, std::span<const FileBytes> files) {
  Parsed parsed;
  if (files.empty() || !is_there(files[0])) return parsed;
  const std::string folder = parse_egg_link(files[0].bytes, unit.place);
  if (folder.empty() || folder.find_first_of("*?") != std::string::npos ||
      folder.size() > limits::pattern_bytes) {
    add_unread(parsed, ErrorCode::malformed,
               "'" + unit.id + "' does not name a folder that can be looked into", unit.id, 1);
    return parsed;
  }
  std::string name(base_name_of(unit.id));
  name.resize(name.size() - std::string_view(".egg-link").size());
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '_' || c == '.'; }, '?');
  parsed.more.push_back(folder + '/' + name + ".egg-info/PKG-INFO");
  return parsed;
}

Parsed parse_left_over(const Unit&, std::span<const FileBytes> files) {
  Parsed parsed;
  if (files.empty() || !is_there(files[0])) return parsed;
  const std::string name = parse_metadata(files[0].bytes).name;
  if (!name.empty()) add_in_transition(parsed, normalise_pypi_name(name), files[0].path);
  return parsed;
}

Parsed parse(const Unit& unit, std::span<const FileBytes> files) {
  if (unit.context == context::dist_info) return parse_dist_info(unit, files);
  if (unit.context == context::left_over) return parse_left_over(unit, files);
  if (unit.context == context::egg_link) return parse_link(unit, files);
  if (unit.context == context::zipped_egg) return parse_zipped_egg(unit, files);
  return parse_egg_info(unit, files);
}

}  // namespace
}  // namespace pypi

const Ecosystem pypi_ecosystem = {.name = "pypi",
                                  .globs = pypi::globs,
                                  .discover = pypi::discover,
                                  .parse = pypi::parse,
                                  .normalise_name = normalise_pypi_name,
                                  .compare_versions = compare_pep440,
                                  .classify = classify_pep440,
                                  .needed = pypi::needed};

}  // namespace prodparity
