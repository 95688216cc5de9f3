#include "core/tracker.h"

#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using namespace inotify_mask;

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 12> mask_names = {{
    {attrib, "ATTRIB"},
    {close_write, "CLOSE_WRITE"},
    {moved_from, "MOVED_FROM"},
    {moved_to, "MOVED_TO"},
    {create, "CREATE"},
    {remove, "DELETE"},
    {delete_self, "DELETE_SELF"},
    {move_self, "MOVE_SELF"},
    {unmount, "UNMOUNT"},
    {overflow, "Q_OVERFLOW"},
    {ignored, "IGNORED"},
    {is_folder, "ISDIR"},
}};

constexpr std::string_view dpkg_folder = "/var/lib/dpkg";
constexpr std::string_view dpkg_updates = "/var/lib/dpkg/updates";
constexpr std::string_view dpkg_status_d = "/var/lib/dpkg/status.d";
constexpr std::string_view apt_folder = "/var/lib/apt";

std::string joined(std::string_view folder, std::string_view name) {
  std::string path(folder == "/" ? "" : folder);
  path += '/';
  path += name;
  return path;
}

bool is_debian_folder(std::string_view folder) {
  return folder == dpkg_folder || is_inside(folder, dpkg_folder) || folder == apt_folder;
}

// A folder that holds the bytes of one distribution.
bool is_distribution_folder(std::string_view name) {
  return name.ends_with(".dist-info") || name.ends_with(".egg-info");
}

// Names whose coming or going changes what `import` finds. Modules themselves are not among them:
// they come and go with a dist-info.
bool matters_to_python(std::string_view folder, std::string_view name) {
  static constexpr std::array<std::string_view, 4> suffixes = {".egg", ".egg-link", ".pth",
                                                               ".dist-info"};
  static constexpr std::array<std::string_view, 6> names = {
      "pyvenv.cfg", "lib", "lib64", "site-packages", "dist-packages", "EXTERNALLY-MANAGED"};
  if (is_distribution_folder(name) || name.starts_with('~') || name.starts_with("python3"))
    return true;
  if (is_distribution_folder(folder)) return true;
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); }) ||
         std::find(names.begin(), names.end(), name) != names.end();
}

// Who is watched first where there are not watches for all.
int rank_of(std::string_view folder, std::string_view workspace) {
  if (is_debian_folder(folder)) return 0;
  if (folder == workspace) return 1;
  return parent_of(folder) == workspace ? 3 : 2;
}

std::string ecosystem_of(std::string_view folder) {
  return is_debian_folder(folder) ? "deb" : "pypi";
}

void debian_event(const Event& event, std::string_view folder, TrackerActions& actions) {
  if (folder == dpkg_folder) {
    if (event.name == "lock" || event.name == "lock-frontend") {
      actions.lock_closed = actions.lock_closed || (event.mask & close_write) != 0;
      return;
    }
    // status-new, status-old and the alternatives are dpkg's own business.
    if (event.name == "status" || event.name == "updates" || event.name == "status.d")
      actions.dirty.insert("deb");
  } else if (folder == dpkg_updates) {
    if (event.name != "tmp.i") actions.dirty.insert("deb");
  } else if (folder == dpkg_status_d) {
    actions.dirty.insert("deb");
  } else if (folder == apt_folder) {
    if (event.name == "extended_states") actions.dirty.insert("deb");
  }
}

}  // namespace

std::string mask_text(std::uint32_t mask) {
  std::string text;
  for (const auto& [bit, name] : mask_names) {
    if ((mask & bit) == 0) continue;
    if (!text.empty()) text += '|';
    text += name;
  }
  return text.empty() ? "0" : text;
}

std::uint32_t parse_mask(std::string_view text) {
  std::uint32_t mask = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('|');
    const std::string_view word = text.substr(0, end);
    for (const auto& [bit, name] : mask_names) {
      if (name == word) mask |= bit;
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return mask;
}

TrackerActions Tracker::want(const std::vector<std::string>& folders, std::string_view workspace,
                             std::size_t most) {
  TrackerActions actions;
  workspace_ = workspace;
  most_ = most;
  std::set<std::string> all(folders.begin(), folders.end());
  if (!workspace_.empty()) all.insert(workspace_);
  std::vector<std::string> ranked(all.begin(), all.end());
  const auto rank = [this](const std::string& folder) { return rank_of(folder, workspace_); };
  std::ranges::stable_sort(ranked, {}, rank);
  if (ranked.size() > most) {
    actions.beyond.assign(ranked.begin() + static_cast<std::ptrdiff_t>(most), ranked.end());
    ranked.resize(most);
  }
  wanted_ = {ranked.begin(), ranked.end()};
  // A stand-in is for somebody; without them it goes.
  for (auto& [parent, below] : stand_ins_) {
    std::erase_if(below, [&](const std::string& folder) {
      return !wanted_.contains(folder) && !stand_ins_.contains(folder);
    });
  }
  std::erase_if(stand_ins_, [](const auto& entry) { return entry.second.empty(); });

  for (const std::string& folder : ranked) {
    if (!descriptors_.contains(folder)) actions.add_watches.push_back(folder);
  }
  std::vector<std::string> dropped;
  for (const auto& [folder, wd] : descriptors_) {
    if (!wanted_.contains(folder) && !stand_ins_.contains(folder)) dropped.push_back(folder);
  }
  for (const std::string& folder : dropped) {
    const int wd = descriptors_.find(folder)->second;
    descriptors_.erase(folder);
    // Two paths of one folder (lib64 -> lib) share a descriptor: it stays for the other.
    const auto other = std::find_if(descriptors_.begin(), descriptors_.end(),
                                    [wd](const auto& entry) { return entry.second == wd; });
    if (other != descriptors_.end()) {
      folders_[wd] = other->first;
      continue;
    }
    folders_.erase(wd);
    actions.remove_watches.push_back(wd);
  }
  return actions;
}

void Tracker::watched(std::string_view folder, int wd) {
  descriptors_.insert_or_assign(std::string(folder), wd);
  folders_.try_emplace(wd, folder);
  for (auto& [parent, below] : stand_ins_)
    below.erase(std::string(folder));
  std::erase_if(stand_ins_, [](const auto& entry) { return entry.second.empty(); });
}

TrackerActions Tracker::missing(std::string_view folder) {
  TrackerActions actions;
  if (folder == "/") return actions;
  const std::string parent(parent_of(folder));
  stand_ins_[parent].insert(std::string(folder));
  if (!descriptors_.contains(parent)) actions.add_watches.push_back(parent);
  return actions;
}

void Tracker::forget_all() {
  folders_.clear();
  descriptors_.clear();
  stand_ins_.clear();
}

TrackerActions Tracker::on_event(const Event& event, Millis now) {
  TrackerActions actions;
  const auto found = folders_.find(event.wd);
  const std::string folder = found == folders_.end() ? std::string() : found->second;
  raw_events_.push_back({.at = now, .folder = folder, .event = event});
  if (raw_events_.size() > limits::raw_events) raw_events_.pop_front();

  if ((event.mask & overflow) != 0) {
    actions.overflow = true;
    return actions;
  }
  if (found == folders_.end()) return actions;  // of a watch that is gone
  if ((event.mask & (delete_self | move_self | unmount | ignored)) != 0) {
    on_gone(event, actions);
    return actions;
  }
  on_stand_in(event, folder, actions);
  on_named(event, folder, actions);
  return actions;
}

void Tracker::on_named(const Event& event, const std::string& folder,
                       TrackerActions& actions) const {
  if (!wanted_.contains(folder)) return;
  if (is_debian_folder(folder)) {
    debian_event(event, folder, actions);
    return;
  }
  const bool new_folder = (event.mask & is_folder) != 0 && (event.mask & (create | moved_to)) != 0;
  if (folder == workspace_ && new_folder && event.name != "node_modules" && event.name != ".git") {
    // A virtual environment's folder comes before its pyvenv.cfg, which may be there already.
    actions.dirty.insert("pypi");
    actions.add_watches.push_back(joined(folder, event.name));
    return;
  }
  if (!matters_to_python(folder, event.name)) return;
  actions.dirty.insert("pypi");
  if (new_folder && is_distribution_folder(event.name))
    actions.add_watches.push_back(joined(folder, event.name));  // its RECORD comes later
}

void Tracker::on_stand_in(const Event& event, const std::string& folder,
                          TrackerActions& actions) const {
  const auto stand_in = stand_ins_.find(folder);
  if (stand_in == stand_ins_.end() || (event.mask & (create | moved_to)) == 0) return;
  const std::string path = joined(folder, event.name);
  if (!stand_in->second.contains(path)) return;
  for (const std::string& awaited : wanted_) {
    if (awaited != path && !is_inside(awaited, path)) continue;
    actions.add_watches.push_back(awaited);
    actions.dirty.insert(ecosystem_of(awaited));
  }
}

void Tracker::on_gone(const Event& event, TrackerActions& actions) {
  const std::string folder = folders_.at(event.wd);
  if (wanted_.contains(folder)) actions.dirty.insert(ecosystem_of(folder));
  if ((event.mask & (ignored | move_self)) == 0) return;  // IN_IGNORED follows
  if ((event.mask & ignored) == 0) actions.remove_watches.push_back(event.wd);
  folders_.erase(event.wd);
  std::vector<std::string> paths;
  for (const auto& [path, wd] : descriptors_) {
    if (wd == event.wd) paths.push_back(path);
  }
  for (const std::string& path : paths) {
    descriptors_.erase(path);
    if (wanted_.contains(path) || stand_ins_.contains(path)) actions.add_watches.push_back(path);
  }
}

}  // namespace prodparity
