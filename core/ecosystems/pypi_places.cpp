#include "core/ecosystems/pypi_places.h"

#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::pypi {
namespace {

constexpr std::string_view lib_python = "/lib/python3";

std::string without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.remove_suffix(1);
  return std::string(path);
}

// Site folders of a prefix; pyvenv.cfg says whether it is a virtual environment.
void add_prefix(std::vector<Glob>& patterns, const std::string& prefix) {
  patterns.push_back(prefix + "/lib/python3.*/site-packages/");
}

// As conda lays it out: an installation that holds environments.
void add_conda(std::vector<Glob>& patterns, const std::string& prefix) {
  add_prefix(patterns, prefix);
  patterns.push_back(prefix + "/envs/");
  add_prefix(patterns, prefix + "/envs/*");
}

void add_home(std::vector<Glob>& patterns, const std::string& home) {
  patterns.insert(patterns.end(), {home + '/', home + "/.local/", home + "/.local/lib/",
                                   home + "/.local/lib/python3.*/", home + "/.pyenv/versions/"});
  add_prefix(patterns, home + "/.local");
  add_prefix(patterns, home + "/.pyenv/versions/*");
  for (const char* const name : {"/miniconda3", "/anaconda3", "/miniforge3"})
    add_conda(patterns, home + name);
  add_prefix(patterns, home + "/.conda/envs/*");
}

void add_workspace(std::vector<Glob>& patterns, const std::string& workspace) {
  patterns.insert(patterns.end(), {workspace + '/', workspace + "/*/", workspace + "/*/.venv/",
                                   workspace + "/*/venv/", workspace + "/**/pyvenv.cfg"});
}

bool ends_with_ignoring_case(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() &&
         ascii_lower(name.substr(name.size() - suffix.size())) == suffix;
}

// "pip" of "pip-24.0.dist-info", normalised.
std::string distribution_of(std::string_view folder_name) {
  return normalise_pypi_name(folder_name.substr(0, folder_name.find('-')));
}

// pip sets a folder aside by giving its first characters up for '~' and some of these
// (AdjacentTempDirectory): "~ip-24.0.dist-info" was of pip. So the real name ends with the rest.
bool may_be_left_over_of(std::string_view left_over, std::string_view folder_name) {
  left_over.remove_prefix(
      std::min(left_over.find_first_not_of("-~.=%0123456789"), left_over.size()));
  const std::string rest = distribution_of(left_over);
  return !rest.empty() && distribution_of(folder_name).ends_with(rest);
}

// Says whether the site folder is a virtual environment's, and which others it sees.
std::string environment_file(std::string_view site) {
  return std::string(prefix_of_site(site)) + "/pyvenv.cfg";
}

class Discoverer {
 public:
  explicit Discoverer(const Listing& listing) : listing_(listing) {
    for (const std::string& path : listing.paths) {
      const std::string_view name = base_name_of(path);
      if (name == "PKG-INFO") info_files_.insert(path);
      if (name.starts_with('~') && ends_with_ignoring_case(name, ".dist-info"))
        left_overs_.push_back(path);
    }
  }

  Discovery run() {
    for (const std::string& path : listing_.paths) {
      const std::string_view name = base_name_of(path);
      const std::string_view parent = parent_of(path);
      if (name == "pyvenv.cfg") {
        found_environment(parent);
      } else if (is_site_folder(path)) {
        found_site(path);
      } else if (is_site_folder(parent)) {
        found_entry(path);
      } else if (name == "PKG-INFO") {
        found_info_file(path);
      } else if (parent == "/usr/local/lib") {
        found_local_python(path);
      } else {
        found_folder(path);
      }
    }
    return std::move(discovery_);
  }

 private:
  void found_environment(std::string_view prefix) {
    watch(prefix);
    add_prefix(discovery_.more, std::string(prefix));
  }

  void found_site(const std::string& site) {
    // The dev container feature of Python has a link `current` beside its versions.
    if (prefix_of_site(site) == "/usr/local/python/current") return;
    watch(site);
    discovery_.more.insert(discovery_.more.end(),
                           {site + "/*", site + "/*.egg-info/PKG-INFO",
                            site + "/*.EGG-INFO/PKG-INFO", site + "/*.egg/EGG-INFO/PKG-INFO"});
  }

  // Debian's place for what root installs. pip removes it with the last distribution in it, and
  // makes it again: it is wanted also while it is not there. (A Python that was built there has
  // site-packages, which it never loses.)
  void found_local_python(const std::string& folder) {
    if (!std::ranges::binary_search(listing_.paths, folder + "/site-packages"))
      watch(folder + "/dist-packages");
  }

  // Anything directly inside a site folder. The case of a suffix is no matter, as for Python. Not
  // distributions: the .pth files, finders and links of editable installs (`__editable__.NAME...`);
  // those have a dist-info as others have.
  void found_entry(const std::string& path) {
    const std::string_view name = base_name_of(path);
    if (ends_with_ignoring_case(name, ".dist-info")) {
      const bool left_over = name.starts_with('~');
      if (left_over) watch(path);  // its files go one by one before it does
      discovery_.units.push_back(left_over ? left_over_unit(path) : dist_info_unit(path));
    } else if (name.starts_with('~')) {
      return;
    } else if (ends_with_ignoring_case(name, ".egg-info")) {
      const std::string inside = path + "/PKG-INFO";
      add_unit(path, info_files_.contains(inside) ? inside : path, context::egg_info);
    } else if (ends_with_ignoring_case(name, ".egg-link")) {
      add_unit(path, path, context::egg_link);
    } else if (ends_with_ignoring_case(name, ".egg")) {
      const std::string inside = path + "/EGG-INFO/PKG-INFO";
      if (info_files_.contains(inside)) return add_unit(path, inside, context::egg_info);
      discovery_.units.push_back({.id = path,
                                  .paths = {environment_file(parent_of(path))},
                                  .place = std::string(parent_of(path)),
                                  .context = std::string(context::zipped_egg)});
    }
  }

  void add_unit(const std::string& id, const std::string& path, std::string_view context) {
    const std::string site(parent_of(id));
    discovery_.units.push_back({.id = id,
                                .paths = {path, environment_file(site)},
                                .place = site,
                                .context = std::string(context),
                                .limit_bytes = limits::metadata_bytes});
  }

  Unit dist_info_unit(const std::string& folder) {
    const std::string site(parent_of(folder));
    Unit unit{.id = folder,
              .paths = {folder + "/METADATA", folder + "/INSTALLER", folder + "/RECORD",
                        folder + "/direct_url.json", folder + "/REQUESTED", environment_file(site)},
              .place = site,
              .context = std::string(context::dist_info),
              .limit_bytes = limits::record_bytes};
    for (const std::string& left_over : left_overs_) {
      if (parent_of(left_over) == site &&
          may_be_left_over_of(base_name_of(left_over), base_name_of(folder)))
        unit.paths.push_back(left_over + "/METADATA");
    }
    return unit;
  }

  static Unit left_over_unit(const std::string& folder) {
    return {.id = folder,
            .paths = {folder + "/METADATA"},
            .place = std::string(parent_of(folder)),
            .context = std::string(context::left_over),
            .limit_bytes = limits::metadata_bytes};
  }

  // PKG-INFO outside of a site folder is what an egg-link pointed to.
  void found_info_file(const std::string& path) {
    const std::string_view folder = parent_of(path);
    const std::string_view place = parent_of(folder);
    if (is_site_folder(place) || is_site_folder(parent_of(place))) return;
    discovery_.units.push_back({.id = std::string(folder),
                                .paths = {path},
                                .place = std::string(place),
                                .context = std::string(context::linked),
                                .limit_bytes = limits::metadata_bytes});
  }

  // Folders where a site folder or an environment may yet come.
  void found_folder(const std::string& path) {
    const std::string workspace = without_trailing_slash(listing_.places.workspace);
    if (path == "/usr/local/lib" && has_local_python()) return;
    if (!workspace.empty() && path != workspace && parent_of(path) == workspace) {
      const std::string_view name = base_name_of(path);
      if (name == "node_modules" || name == ".git" || ++children_ > limits::workspace_watches)
        return;
    } else if (std::ranges::binary_search(listing_.paths, path + "/.local") ||
               (path.ends_with("/.local") &&
                std::ranges::binary_search(listing_.paths, path + "/lib")) ||
               std::ranges::binary_search(listing_.paths, path + "/site-packages")) {
      return;  // the one below says more
    }
    watch(path);
  }

  // What comes beside it comes with a package, or is built for hours; a first one comes with pip.
  bool has_local_python() const {
    return std::ranges::any_of(listing_.paths, [](const std::string& path) {
      return path.starts_with("/usr/local/lib/python3");
    });
  }

  void watch(std::string_view folder) { discovery_.watch.emplace_back(folder); }

  const Listing& listing_;
  Discovery discovery_;
  std::set<std::string> info_files_;
  std::vector<std::string> left_overs_;
  std::size_t children_ = 0;
};

}  // namespace

std::string_view base_name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_site_folder(std::string_view path) {
  const std::string_view name = base_name_of(path);
  return (name == "site-packages" || name == "dist-packages") &&
         base_name_of(parent_of(path)).starts_with("python3") &&
         base_name_of(parent_of(parent_of(path))) == "lib";
}

std::string_view prefix_of_site(std::string_view site) {
  return site.substr(0, site.rfind(lib_python));
}

std::string_view version_of_site(std::string_view site) {
  return base_name_of(parent_of(site)).substr(std::string_view("python").size());
}

std::vector<Glob> globs(const Places& places) {
  std::vector<Glob> patterns = {"/usr/lib/python3*/dist-packages/",
                                "/usr/lib/python3.*/site-packages/",
                                "/usr/local/lib/",
                                "/usr/local/lib/python3.*/",
                                "/usr/local/lib/python3.*/dist-packages/",
                                "/usr/local/lib/python3.*/site-packages/",
                                "/usr/local/python/*/lib/python3.*/site-packages/",
                                "/opt/*/pyvenv.cfg",
                                "/venv/pyvenv.cfg"};
  add_conda(patterns, "/opt/conda");
  for (const std::string& home : places.homes)
    add_home(patterns, without_trailing_slash(home));
  for (const std::string& environment : places.environments)
    add_conda(patterns, without_trailing_slash(environment));
  if (!places.workspace.empty()) add_workspace(patterns, without_trailing_slash(places.workspace));
  return patterns;
}

Needed needed(std::string_view path) {
  constexpr std::array<std::string_view, 5> of_dist_info = {"METADATA", "INSTALLER", "RECORD",
                                                            "direct_url.json", "REQUESTED"};
  const std::string_view name = base_name_of(path);
  const std::string_view folder = base_name_of(parent_of(path));
  if (name == "pyvenv.cfg" || name == "PKG-INFO") return Needed::content;
  if (ends_with_ignoring_case(folder, ".dist-info"))
    return std::ranges::find(of_dist_info, name) == of_dist_info.end() ? Needed::nothing
                                                                       : Needed::content;
  if (ends_with_ignoring_case(name, ".egg-info") || ends_with_ignoring_case(name, ".egg-link"))
    return Needed::content;
  return ends_with_ignoring_case(name, ".egg") ? Needed::name : Needed::nothing;
}

Discovery discover(const Listing& listing) {
  return Discoverer(listing).run();
}

}  // namespace prodparity::pypi
