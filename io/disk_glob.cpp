#include "io/disk_glob.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/glob.h"
#include "io/system_error.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Elements = std::span<const std::string_view>;

struct Entry {
  std::string name;
  unsigned char type = DT_UNKNOWN;
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

class GlobWalk {
 public:
  GlobWalk(const Rooted& root, std::size_t limit) : root_(root), limit_(limit) {}

  Matches run(std::span<const std::string> patterns) {
    for (const std::string_view pattern : patterns) {
      folders_only_ = pattern.ends_with('/');
      listed_count_ = 0;
      full_ = false;
      std::vector<std::string_view> elements;
      for (const std::string_view element : split(pattern, '/')) {
        if (!element.empty()) elements.push_back(element);
      }
      walk("", elements);
    }
    // `**` and two patterns may reach one path in several ways, never with another meaning.
    std::ranges::sort(matches_.paths);
    matches_.paths.erase(std::unique(matches_.paths.begin(), matches_.paths.end()),
                         matches_.paths.end());
    return std::move(matches_);
  }

 private:
  // `folder` has matched so far; it is absolute, "" is the root.
  void walk(const std::string& folder, Elements pattern) {
    std::size_t literal = 0;
    std::string path = folder;
    while (literal < pattern.size() && !has_wildcard(pattern[literal]))
      path.append("/").append(pattern[literal++]);
    const Elements rest = pattern.subspan(literal);
    if (rest.empty()) {
      if (exists(path)) add(path);
    } else if (rest.front() == "**") {
      descend(path, rest.subspan(1), 0);
    } else {
      for (const Entry& entry : list_once(path)) {
        if (element_matches(rest.front(), entry.name)) step(path, entry, rest.subspan(1));
      }
    }
  }

  void step(const std::string& folder, const Entry& entry, Elements rest) {
    const std::string path = folder + '/' + entry.name;
    if (rest.empty()) {
      if (!folders_only_ || is_folder(path, entry)) add(path);
    } else if (entry.type == DT_DIR || entry.type == DT_LNK || entry.type == DT_UNKNOWN) {
      walk(path, rest);
    }
  }

  // `**` at `folder`, `depth` elements below where it began. Links to folders are not entered:
  // they could lead in circles. A single last element is matched while listing.
  void descend(const std::string& folder, Elements rest, std::size_t depth) {
    const bool one_left = rest.size() == 1;
    if (!one_left) walk(folder, rest);
    if (!one_left && depth == limits::workspace_depth) return;
    for (const Entry& entry : list(folder)) {
      if (one_left && element_matches(rest.front(), entry.name)) step(folder, entry, {});
      const std::string path = folder + '/' + entry.name;
      if (depth < limits::workspace_depth && !is_skipped_folder(entry.name) &&
          is_real_folder(path, entry))
        descend(path, rest, depth + 1);
    }
  }

  // Not for what `**` descends through: that may be a whole workspace, and is not asked for again.
  const std::vector<Entry>& list_once(const std::string& folder) {
    static const std::vector<Entry> none;
    const auto known = listed_.find(folder);
    if (known != listed_.end()) return known->second;
    if (full_) return none;  // another pattern may have room for it
    std::vector<Entry> entries = list(folder);
    if (full_) return cut_ = std::move(entries);  // once for a pattern: after it none is listed
    return listed_.emplace(folder, std::move(entries)).first->second;
  }

  std::vector<Entry> list(const std::string& folder) {
    std::vector<Entry> entries;
    if (full_) return entries;
    Rooted::Opened opened =
        root_.open_inside(folder.empty() ? "/" : folder, O_RDONLY | O_DIRECTORY);
    if (opened.error_number != 0) {
      note(opened.error_number, folder);
      return entries;
    }
    const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(opened.fd.get()));
    if (!stream) {
      note(errno, folder);
      return entries;
    }
    opened.fd.release();
    for (;;) {
      errno = 0;
      const dirent* const entry = ::readdir(stream.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (!count(folder)) return entries;
      entries.push_back({.name = std::string(name), .type = entry->d_type});
    }
    if (errno != 0) note(errno, folder);
    return entries;
  }

  bool exists(const std::string& path) {
    const int flags = folders_only_ ? O_PATH | O_DIRECTORY : O_PATH;
    const Rooted::Opened opened = root_.open_inside(path.empty() ? "/" : path, flags);
    if (opened.error_number != 0) note(opened.error_number, path);
    return opened.error_number == 0;
  }

  bool is_folder(const std::string& path, const Entry& entry) {
    if (entry.type == DT_DIR) return true;
    if (entry.type != DT_LNK && entry.type != DT_UNKNOWN) return false;
    return root_.open_inside(path, O_PATH | O_DIRECTORY).error_number == 0;
  }

  bool is_real_folder(const std::string& path, const Entry& entry) {
    if (entry.type != DT_UNKNOWN) return entry.type == DT_DIR;
    return root_.open_inside(path, O_PATH | O_DIRECTORY | O_NOFOLLOW).error_number == 0;
  }

  void add(const std::string& path) { matches_.paths.push_back(path.empty() ? "/" : path); }

  // What is not there, or no folder, does not match.
  void note(int error_number, const std::string& path) {
    if (error_number == ENOENT || error_number == ENOTDIR) return;
    matches_.errors.push_back(system_error(error_number, "look into", path.empty() ? "/" : path));
  }

  bool count(const std::string& folder) {
    if (++listed_count_ <= limit_) return true;
    matches_.errors.push_back(
        {.code = ErrorCode::too_large,
         .message = "more than " + std::to_string(limit_) + " files while listing '" + folder + "'",
         .path = folder});
    full_ = true;
    return false;
  }

  const Rooted& root_;
  Matches matches_;
  std::size_t limit_;
  std::map<std::string, std::vector<Entry>> listed_;
  std::vector<Entry> cut_;
  std::size_t listed_count_ = 0;  // for the pattern at hand
  bool full_ = false;
  bool folders_only_ = false;
};

}  // namespace

Matches glob_on_disk(const Rooted& root, std::span<const std::string> patterns,
                     std::size_t listed_limit) {
  return GlobWalk(root, listed_limit).run(patterns);
}

}  // namespace prodparity
