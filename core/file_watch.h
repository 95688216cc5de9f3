#pragma once

#include "core/tracker.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Single files that no Inventory is read from: the policy and the references. Each is watched
// through its folder or, where that is not there, the nearest one above it that is. Pure: knows
// watch descriptors as it was told. Paths are absolute on the machine, not inside the root.
class FileWatch {
 public:
  // Returns the watches that no file needs any more.
  std::vector<int> want(const std::vector<std::string>& files);
  // Files without a watch: try folders_of() in order, say watched() for the first that is there.
  std::vector<std::string> unwatched() const;
  static std::vector<std::string> folders_of(std::string_view file);  // the nearest first
  void watched(std::string_view file, std::string_view folder, int wd);

  // The files that may have changed. A file just made counts when it is closed: until then it is
  // being written.
  std::vector<std::string> on_event(const Event& event);

  bool uses(int wd) const;
  std::size_t watch_count() const;  // of the kernel: several files may share one

 private:
  struct Watch {
    int wd = -1;
    std::string name;     // the awaited entry of the watched folder
    bool direct = false;  // it is the file itself
  };
  std::map<std::string, Watch, std::less<>> files_;
};

}  // namespace prodparity
