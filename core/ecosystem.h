#pragma once

#include "core/inventory.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/version/change.h"

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The one shape of an ecosystem: discover(Listing) -> Units, parse(Unit, bytes) -> Parsed.
// The engine (io/scan) evaluates globs, opens the files and calls these; nothing here opens any.
namespace prodparity {

// Where to look, all inside the root. Comes from configuration and the environment.
struct Places {
  std::string workspace;                  // "/workspaces/api"; empty: none
  std::vector<std::string> homes;         // "/root", "/home/dev": user installs, pyenv, conda
  std::vector<std::string> environments;  // further prefixes: VIRTUAL_ENV, conda's CONDA_PREFIX

  bool operator==(const Places&) const = default;
};

// A pattern below the root: '*' and '?' within one path element, `**` for up to
// limits::workspace_depth elements (node_modules and .git are never entered, links to folders not
// followed). Absolute. One that ends in '/' matches folders only.
using Glob = std::string;

// What the globs of one round matched, sorted, absolute inside the root. Folders have no trailing
// slash.
struct Listing {
  std::vector<std::string> paths;
  Places places;  // the same as globs() was given
};

// The files that only together say what is installed: dpkg's status *and* its journal; a
// dist-info's METADATA *and* RECORD. `place` and `context` are handed through to parse().
struct Unit {
  std::string id;                  // the path that names it: a status file, a dist-info folder
  std::vector<std::string> paths;  // to read, in this order
  std::string place;
  std::string context;                                       // ecosystem's own business
  std::size_t limit_bytes = limits::package_database_bytes;  // of one of the files

  bool operator==(const Unit&) const = default;
};

struct Discovery {
  std::vector<Unit> units;
  std::vector<Glob> more;          // to be listed and discovered too (pyvenv.cfg leads on)
  std::vector<std::string> watch;  // folders whose change can change these units
  std::vector<Unread> unread;
};

// One file of a Unit as the engine found it. Absent files have `error` not_found.
struct FileBytes {
  std::string_view path;
  std::string_view bytes;
  const Error* error = nullptr;
};

struct Parsed {
  std::vector<Component> components;
  std::vector<Glob> more;  // as Discovery.more: what the bytes point to (an egg-link)
  std::vector<Unread> unread;
  std::vector<InTransition> in_transition;
};

// Whether a reading may need a file of this path, wherever its root is: an image is a stream, of
// which only such files are kept.
enum class Needed { nothing, name, content };

struct Ecosystem {
  std::string_view name;  // purl type
  std::vector<Glob> (*globs)(const Places& places);
  Discovery (*discover)(const Listing& listing);
  Parsed (*parse)(const Unit& unit, std::span<const FileBytes> files);
  std::string (*normalise_name)(std::string_view name);
  // Total order of versions by the ecosystem's own rule; unparsable ones have an order too.
  std::strong_ordering (*compare_versions)(std::string_view left, std::string_view right);
  // What kind of change leads from production's version to the dev container's.
  Change (*classify)(std::string_view production, std::string_view dev);
  // More is kept than needed where the path alone does not tell, never less.
  Needed (*needed)(std::string_view path);
};

std::span<const Ecosystem* const> ecosystems();
const Ecosystem* find_ecosystem(std::string_view name);  // null: unknown

}  // namespace prodparity
