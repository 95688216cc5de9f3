#include "io/file_lists.h"

#include "core/limits.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view info_folder = "/var/lib/dpkg/info";
constexpr std::string_view suffix = ".list";

std::string list_path(std::string_view package) {
  std::string path(info_folder);
  return path.append("/").append(package).append(suffix);
}

// Forgets the lists that are not as they were read; a root has a thousand, most never change.
void forget_changed(const Files& files, FileLists::KnownLists& known) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const auto& [package, list] : known)
    names.push_back(package + std::string(suffix));
  const std::vector<Result<Stamp>> stamps = files.stamps(info_folder, names);
  std::size_t at = 0;
  std::erase_if(known, [&](const auto& entry) {
    const Result<Stamp>& stamp = stamps[at++];
    return !stamp || *stamp != entry.second.stamp;
  });
}

class ListReader {
 public:
  ListReader(const Files& files, Inventory& inventory, FileLists::KnownLists& known)
      : files_(files), inventory_(inventory), known_(known) {}

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

  // Every list there is.
  void read_all() {
    const Matches matches = files_.glob(list_path("*"));
    for (const Error& error : matches.errors)
      unread(error);
    for (const std::string_view path : matches.paths) {
      const std::string_view file = path.substr(info_folder.size() + 1);
      read(std::string(file.substr(0, file.size() - suffix.size())));
    }
  }

  // By all that was read; the metadata folders that are still nobody's.
  std::vector<std::string> attribute() const {
    std::vector<const ListFacts*> lists;
    for (const auto& [package, list] : known_) {
      if (list.used) lists.push_back(&list.facts);
    }
    return attribute_owners(inventory_, lists);
  }

 private:
  // Whether there is such a list.
  bool read(const std::string& package) {
    if (package.find('/') != std::string::npos) return false;
    const auto known = known_.find(package);
    if (known != known_.end()) {
      known->second.used = true;
      return true;
    }
    const Result<StampedBytes> list =
        files_.read_stamped(list_path(package), limits::file_list_bytes);
    if (!list) {
      if (list.error().code == ErrorCode::not_found) return false;
      unread(list.error());
      return true;
    }
    known_.insert_or_assign(
        package, FileLists::Known{.stamp = list->stamp,
                                  .facts = facts_of({.package = package, .bytes = list->bytes})});
    return true;
  }

  // Without its list neither the deb's nor the distributions' side is known.
  void unread(const Error& error) {
    for (const std::string& ecosystem : inventory_.ecosystems)
      inventory_.unread.push_back({.ecosystem = ecosystem, .error = error});
  }

  const Files& files_;
  Inventory& inventory_;
  FileLists::KnownLists& known_;
};

}  // namespace

void FileLists::attribute(const Files& files, Inventory& inventory) {
  forget_changed(files, known_);
  for (auto& [package, list] : known_)
    list.used = false;
  ListReader reader(files, inventory, known_);
  for (const std::string& package : wanted_file_lists(inventory))
    reader.read_wanted(package);
  if (!reader.attribute().empty()) {
    reader.read_all();
    reader.attribute();
  }
  std::erase_if(known_, [](const auto& entry) { return !entry.second.used; });
}

}  // namespace prodparity
