#include "io/file_lists.h"

#include "core/limits.h"
#include "core/passes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view info_folder = "/var/lib/dpkg/info/";
constexpr std::string_view suffix = ".list";
constexpr std::size_t batch_bytes = std::size_t{1024} * 1024;  // held at once, beside one list

struct ReadList {
  std::string package;
  std::string bytes;
};

class ListReader {
 public:
  ListReader(const Files& files, Inventory& inventory) : files_(files), inventory_(inventory) {}

  // The list of "NAME" or "NAME:ARCH": `Multi-Arch: same` packages, mostly libraries, have it
  // under the latter name.
  void read_wanted(const std::string& wanted) {
    const std::string name = wanted.substr(0, wanted.find(':'));
    std::array<std::string, 2> spellings = {name, wanted};
    if (name.starts_with("lib")) std::swap(spellings[0], spellings[1]);
    for (const std::string& package : spellings) {
      if (read(package)) return;
    }
  }

  bool read(const std::string& package) {
    if (read_.contains(package)) return true;
    if (package.find('/') != std::string::npos) return false;
    const std::string path = std::string(info_folder) + package + std::string(suffix);
    Result<std::string> bytes = files_.read(path, limits::file_list_bytes);
    if (!bytes) {
      if (bytes.error().code == ErrorCode::not_found) return false;
      unread(bytes.error());
      return true;
    }
    read_.insert(package);
    held_bytes_ += bytes->size();
    held_.push_back({.package = package, .bytes = std::move(*bytes)});
    if (held_bytes_ > batch_bytes) attribute();
    return true;
  }

  // Hands on what is held; the metadata folders that are still nobody's.
  std::vector<std::string> attribute() {
    std::vector<FileList> lists;
    for (const ReadList& list : held_)
      lists.push_back({.package = list.package, .bytes = list.bytes});
    std::vector<std::string> unowned = attribute_owners(inventory_, lists);
    held_.clear();
    held_bytes_ = 0;
    return unowned;
  }

  void read_remaining() {
    const Matches matches = files_.glob(std::string(info_folder) + "*" + std::string(suffix));
    for (const Error& error : matches.errors)
      unread(error);
    for (const std::string_view path : matches.paths) {
      const std::size_t size = path.size() - info_folder.size() - suffix.size();
      read(std::string(path.substr(info_folder.size(), size)));
    }
  }

 private:
  // Without its list neither the deb's nor the distributions' side is known.
  void unread(const Error& error) {
    for (const std::string& ecosystem : inventory_.ecosystems)
      inventory_.unread.push_back({.ecosystem = ecosystem, .error = error});
  }

  const Files& files_;
  Inventory& inventory_;
  std::set<std::string> read_;
  std::vector<ReadList> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace

void attribute_by_file_lists(const Files& files, Inventory& inventory) {
  const std::vector<std::string> wanted = wanted_file_lists(inventory);
  ListReader reader(files, inventory);
  for (const std::string& package : wanted)
    reader.read_wanted(package);
  if (reader.attribute().empty()) return;
  reader.read_remaining();
  reader.attribute();
}

}  // namespace prodparity
