#include "io/ship_files.h"

#include "core/devcontainer_files.h"
#include "core/limits.h"
#include "core/ship/build_paths.h"
#include "core/ship/build_stages.h"
#include "core/ship/lock_files.h"
#include "core/ship/python_project.h"
#include "core/ship/requirements.h"
#include "core/ship/ship_candidates.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view several_doubt =
    "several Dockerfiles may be production's, and the policy names none (ship)";
constexpr std::string_view folder_doubt =
    "its folder does not sound like production's, and the policy does not name it (ship)";
constexpr std::string_view compose_doubt =
    "the dev container may be built from it (Compose), and the policy does not name it (ship)";
constexpr std::string_view unnamed_doubt = "nothing says that production is installed from it";
constexpr std::string_view context_doubt = "two folders could be the build's context";

std::string joined(std::string_view folder, std::string_view path) {
  return normalised_path(path, folder.empty() ? "/" : folder).substr(1);
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? "" : path.substr(0, slash));
}

// A file to be read, with what is known of it.
struct Wanted {
  ShipInclude include;
  std::vector<std::string> contexts;  // folders that its paths may be relative to
  bool named = false;                 // it has to be there
};

class ShipReader {
 public:
  ShipReader(const Files& files, const std::string& workspace)
      : files_(files), workspace_(workspace) {}

  // `named`: by the policy, so that it has to be there.
  void read(const ShipSource& source, std::string_view doubt, bool named) {
    shipment_ = {.reference = source.reference, .shipped = {}, .base = {}};
    constraints_.clear();
    seen_.clear();
    if (!source.dockerfile.empty()) read_dockerfile_of(source, doubt, named);
    for (const std::string& path : source.requirements)
      wanted_.push_back({.include = {.kind = kind_of(path),
                                     .paths = {joined("", path)},
                                     .doubt = std::string(doubt),
                                     .at = source.evidence},
                         .contexts = {""},
                         .named = named});
    for (; !wanted_.empty(); wanted_.pop_front())
      read_included(wanted_.front());
    constrain();
    result_.shipments.push_back(std::move(shipment_));
  }

  ShipFiles take() && { return std::move(result_); }

  // Whether a file was read, or looked for.
  bool knows(const std::string& path) const {
    return std::ranges::count(result_.files, whole(path)) != 0;
  }

 private:
  static ShipInclude::Kind kind_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (name == "pyproject.toml") return ShipInclude::Kind::project;
    return name.ends_with(".lock") || name.starts_with("pylock.") ? ShipInclude::Kind::lock
                                                                  : ShipInclude::Kind::requirements;
  }

  std::string whole(std::string_view path) const { return workspace_ + '/' + std::string(path); }

  // The file's bytes; its name is kept, so that it can be watched. nullopt: not there, or noted.
  std::optional<std::string> take_file(const std::string& path, std::size_t limit, bool named) {
    const std::string place = whole(path);
    if (std::ranges::count(result_.files, place) == 0) {
      if (result_.files.size() == limits::ship_files) {
        note(path + ": more than " + std::to_string(limits::ship_files) +
             " build files are not read");
        return std::nullopt;
      }
      result_.files.push_back(place);
    }
    Result<std::string> bytes = files_.read(place, limit);
    if (bytes) return *std::move(bytes);
    if (named || bytes.error().code != ErrorCode::not_found)
      note(to_string(bytes.error()) + ": what it ships is not known");
    return std::nullopt;
  }

  void note(std::string sentence) {
    const Note said{.code = "ship_unread", .sentence = std::move(sentence)};
    if (std::ranges::count(result_.notes, said) == 0) result_.notes.push_back(said);
  }

  void take_reading(const Result<ShipReading>& reading, std::string_view doubt,
                    const std::vector<std::string>& contexts, ShipInclude::Kind kind) {
    if (!reading) return note(to_string(reading.error()) + ": what it ships is not known");
    if (reading->base) shipment_.base = reading->base;
    if (reading->cut) note("not all that the build files say was read: there is too much of it");
    for (Shipped shipped : reading->shipped) {
      if (shipped.certain()) shipped.doubt = doubt;
      const bool installs = kind != ShipInclude::Kind::constraints;
      std::vector<Shipped>& into = installs ? shipment_.shipped : constraints_;
      if (shipment_.shipped.size() + constraints_.size() < limits::ship_entries)
        into.push_back(std::move(shipped));
    }
    for (ShipInclude include : reading->includes) {
      if (include.doubt.empty()) include.doubt = doubt;
      if (kind == ShipInclude::Kind::constraints) include.kind = kind;
      wanted_.push_back({.include = std::move(include), .contexts = contexts});
    }
  }

  void read_dockerfile_of(const ShipSource& source, std::string_view doubt, bool named) {
    const std::string path = joined("", source.dockerfile);
    const std::optional<std::string> bytes = take_file(path, limits::dockerfile_bytes, named);
    if (!bytes) return;
    std::vector<std::string> contexts = {joined("", source.context)};
    if (source.context.empty()) contexts = {folder_of(path), ""};
    if (contexts.back() == contexts.front()) contexts.resize(1);
    take_reading(read_dockerfile(*bytes, {.path = path, .target = source.target}), doubt, contexts,
                 ShipInclude::Kind::requirements);
  }

  bool is_there(const std::string& path) const { return files_.stamp(whole(path)).has_value(); }

  // The file that an include means, and whether another one could be meant.
  std::pair<std::string, bool> place_of(const Wanted& wanted) const {
    std::vector<std::string> found;
    for (const std::string& context : wanted.contexts) {
      for (const std::string& path : wanted.include.paths) {
        if (!is_there(joined(context, path))) continue;
        found.push_back(joined(context, path));
        break;
      }
    }
    if (found.empty()) return {joined(wanted.contexts[0], wanted.include.paths[0]), false};
    return {found[0], found.size() > 1};
  }

  void read_included(const Wanted& wanted) {
    const auto [path, unclear] = place_of(wanted);
    const ShipInclude::Kind kind = wanted.include.kind;
    if (!seen_.insert({path, kind}).second) return;
    std::string doubt = wanted.include.doubt;
    if (doubt.empty() && unclear) doubt = context_doubt;
    const std::optional<std::string> bytes = take_file(path, limits::ship_file_bytes, wanted.named);
    if (bytes) take_reading(read_by_kind(kind, *bytes, path), doubt, {""}, kind);
  }

  static Result<ShipReading> read_by_kind(ShipInclude::Kind kind, std::string_view bytes,
                                          const std::string& path) {
    if (kind == ShipInclude::Kind::project) return read_python_project(bytes, path);
    if (kind == ShipInclude::Kind::lock) return read_lock_file(bytes, path);
    return read_requirements(bytes, path);
  }

  // A constraint narrows the versions of what is installed, and installs nothing.
  void constrain() {
    for (Shipped& shipped : shipment_.shipped) {
      for (const Shipped& constraint : constraints_) {
        if (constraint.name != shipped.name || shipped.ecosystem != "pypi" ||
            !constraint.certain() || constraint.version.empty())
          continue;
        shipped.version += (shipped.version.empty() ? "" : ",") + constraint.version;
      }
    }
  }

  const Files& files_;
  const std::string& workspace_;
  ShipFiles result_;
  Shipment shipment_;
  std::vector<Shipped> constraints_;
  std::deque<Wanted> wanted_;
  std::set<std::pair<std::string, ShipInclude::Kind>> seen_;
};

// What any of the workspace's devcontainer.json files is built from.
std::vector<std::string> devcontainer_files(const Files& files, const std::string& workspace) {
  std::vector<std::string> named;
  const std::vector<std::string> patterns = {workspace + "/.devcontainer/devcontainer.json",
                                             workspace + "/.devcontainer.json",
                                             workspace + "/.devcontainer/*/devcontainer.json"};
  for (const std::string& path : files.glob_any(patterns).paths) {
    const Result<std::string> bytes = files.read(path, limits::config_bytes);
    if (!bytes) continue;
    std::vector<std::string> inputs =
        devcontainer_inputs(*bytes, path.substr(workspace.size() + 1));
    named.insert(named.end(), std::make_move_iterator(inputs.begin()),
                 std::make_move_iterator(inputs.end()));
  }
  return named;
}

// What the Compose files among these, which a dev container is made with, may build.
ComposeBuilds composed_of(const Files& files, const std::string& workspace,
                          const std::vector<std::string>& of_devcontainer) {
  ComposeBuilds all;
  for (const std::string& path : of_devcontainer) {
    if (!path.ends_with(".yml") && !path.ends_with(".yaml")) continue;
    std::string place = workspace;
    place.append(1, '/').append(path);
    const Result<std::string> bytes = files.read(place, limits::config_bytes);
    ComposeBuilds builds = bytes ? compose_builds(*bytes, path) : ComposeBuilds{.unclear = true};
    all.unclear = all.unclear || builds.unclear;
    std::ranges::move(builds.dockerfiles, std::back_inserter(all.dockerfiles));
  }
  return all;
}

// Where there is none, the place where one would be made is waited for.
std::vector<std::string> find_dockerfiles(const Files& files, const std::string& workspace,
                                          const std::vector<std::string>& others) {
  std::vector<std::string> patterns;
  for (const std::string_view pattern : dockerfile_patterns)
    patterns.push_back(workspace + '/' + std::string(pattern));
  std::vector<std::string> found;
  for (const std::string& path : files.glob_any(patterns).paths)
    found.push_back(path.substr(workspace.size() + 1));
  std::vector<std::string> dockerfiles = production_dockerfiles(found, others);
  return dockerfiles.empty() ? production_dockerfiles({"Dockerfile"}, others) : dockerfiles;
}

void read_unnamed(ShipReader& reader, const Files& files, const std::string& workspace) {
  const std::vector<std::string> others = devcontainer_files(files, workspace);
  const ComposeBuilds composed = composed_of(files, workspace, others);
  std::vector<std::string> dockerfiles = find_dockerfiles(files, workspace, others);
  if (dockerfiles.size() > limits::ship_files / 2) dockerfiles.resize(limits::ship_files / 2);
  const bool several = dockerfiles.size() > 1;
  for (const std::string& path : dockerfiles) {
    const bool foreign = sounds_like_development(folder_of(path));
    const bool built = composed.unclear || std::ranges::count(composed.dockerfiles, path) != 0;
    reader.read({.reference = {}, .dockerfile = path},
                several   ? several_doubt
                : foreign ? folder_doubt
                : built   ? compose_doubt
                          : std::string_view(),
                false);
  }
  for (const std::string_view name : requirement_files) {
    const std::string path(name);
    if (!reader.knows(path))
      reader.read({.reference = {}, .requirements = {path}}, unnamed_doubt, false);
  }
}

}  // namespace

ShipFiles read_ship_files(const Files& files, const std::string& workspace, const Policy& policy) {
  if (workspace.empty()) return {};
  ShipReader reader(files, workspace);
  for (const ShipSource& source : policy.ship)
    reader.read(source, {}, true);
  if (policy.ship.empty()) read_unnamed(reader, files, workspace);
  ShipFiles read = std::move(reader).take();
  std::erase_if(read.shipments,
                [](const Shipment& each) { return each.shipped.empty() && !each.base; });
  return read;
}

}  // namespace prodparity
