#include "core/file_watch.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

using namespace inotify_mask;

std::vector<int> FileWatch::want(const std::vector<std::string>& files) {
  std::vector<int> dropped;
  std::erase_if(files_, [&](const auto& entry) {
    if (std::find(files.begin(), files.end(), entry.first) != files.end()) return false;
    if (entry.second.wd >= 0) dropped.push_back(entry.second.wd);
    return true;
  });
  for (const std::string& file : files)
    files_.try_emplace(file);
  std::erase_if(dropped, [this](int wd) { return uses(wd); });
  return dropped;
}

std::vector<std::string> FileWatch::unwatched() const {
  std::vector<std::string> files;
  for (const auto& [file, watch] : files_) {
    if (watch.wd < 0) files.push_back(file);
  }
  return files;
}

std::vector<std::string> FileWatch::folders_of(std::string_view file) {
  std::vector<std::string> folders;
  for (std::size_t slash = file.rfind('/'); slash != std::string_view::npos && slash != 0;
       slash = file.rfind('/', slash - 1))
    folders.emplace_back(file.substr(0, slash));
  folders.emplace_back("/");
  return folders;
}

void FileWatch::watched(std::string_view file, std::string_view folder, int wd) {
  const auto found = files_.find(file);
  if (found == files_.end()) return;
  std::string_view rest = file.substr(folder == "/" ? 1 : folder.size() + 1);
  const std::size_t slash = rest.find('/');
  found->second = {.wd = wd,
                   .name = std::string(rest.substr(0, slash)),
                   .direct = slash == std::string_view::npos};
}

std::vector<std::string> FileWatch::on_event(const Event& event) {
  std::vector<std::string> changed;
  const bool lost = (event.mask & overflow) != 0;
  const bool ended = (event.mask & (ignored | unmount | move_self)) != 0;
  for (auto& [file, watch] : files_) {
    if (lost || (ended && watch.wd == event.wd)) {
      watch.wd = -1;  // after lost events an IN_IGNORED may be among them
      changed.push_back(file);
    } else if (watch.wd == event.wd && event.name == watch.name) {
      const std::uint32_t telling =
          watch.direct ? close_write | moved_to | moved_from | remove : create | moved_to;
      if ((event.mask & telling) == 0) continue;
      if (!watch.direct) watch.wd = -1;  // a nearer folder is there
      changed.push_back(file);
    }
  }
  return changed;
}

std::size_t FileWatch::watch_count() const {
  std::set<int> watches;
  for (const auto& [file, watch] : files_) {
    if (watch.wd >= 0) watches.insert(watch.wd);
  }
  return watches.size();
}

bool FileWatch::uses(int wd) const {
  return std::any_of(files_.begin(), files_.end(),
                     [wd](const auto& entry) { return entry.second.wd == wd; });
}

}  // namespace prodparity
