#include "io/owners.h"

#include "core/limits.h"
#include "core/text.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view info_folder = "/var/lib/dpkg/info/";
constexpr std::string_view suffix = ".list";
constexpr std::string_view alternatives_folder = "/var/lib/dpkg/alternatives/";

class OwnerReader {
 public:
  OwnerReader(const Files& files, const Inventory& inventory)
      : files_(files), inventory_(inventory) {}

  void read_debs(const Question& question) {
    const Matches matches = files_.glob(std::string(info_folder) + "*" + std::string(suffix));
    owners_.unread.insert(owners_.unread.end(), matches.errors.begin(), matches.errors.end());
    for (const std::string& path : matches.paths) {
      const std::size_t size = path.size() - info_folder.size() - suffix.size();
      const std::string bytes = read(path, limits::file_list_bytes);
      add(owners_in_list(question,
                         {.package = path.substr(info_folder.size(), size), .bytes = bytes}, path));
    }
  }

  // What a deb owns is in its own list.
  void read_distributions(const Question& question) {
    for (const Component& component : inventory_.components) {
      if (component.ecosystem != "pypi" || !component.owner.empty()) continue;
      const std::string folder(parent_of(component.evidence.path));
      const std::string record = folder + "/RECORD";
      std::vector<Owner> found =
          owners_in_record(question, read(record, limits::record_bytes), component, record);
      if (found.empty()) {
        const std::string top_level = folder + "/top_level.txt";
        found = owners_in_top_level(question, read(top_level, limits::metadata_bytes), component,
                                    top_level);
      }
      add(std::move(found));
    }
  }

  // The real files behind a command that is update-alternatives' link.
  void read_alternatives(const Question& question) {
    if (question.name.find('/') != std::string::npos) return;
    const std::string path = std::string(alternatives_folder) + question.name;
    for (const std::string& real : alternatives_of(read(path, limits::metadata_bytes))) {
      const std::size_t before = owners_.found.size();
      read_debs({.text = question.text, .asked = Asked::file, .name = real});
      for (std::size_t i = before; i < owners_.found.size(); ++i) {
        owners_.found[i].as = Asked::command;
        owners_.found[i].source += ", " + path;
      }
    }
  }

  bool found_command() const {
    for (const Owner& owner : owners_.found) {
      if (owner.as == Asked::command) return true;
    }
    return false;
  }

  Owners take() { return std::move(owners_); }

 private:
  // Empty where there is no such file.
  std::string read(const std::string& path, std::size_t limit_bytes) {
    if (read_bytes_ > limits::asked_bytes) {
      if (!std::exchange(said_too_large_, true))
        owners_.unread.push_back({.code = ErrorCode::too_large,
                                  .message = "file lists beyond the first " +
                                             std::to_string(limits::asked_bytes) +
                                             " bytes were not read"});
      return {};
    }
    Result<std::string> bytes = files_.read(path, limit_bytes);
    if (!bytes) {
      if (bytes.error().code != ErrorCode::not_found) owners_.unread.push_back(bytes.error());
      return {};
    }
    read_bytes_ += bytes->size();
    return *std::move(bytes);
  }

  void add(std::vector<Owner> found) {
    for (Owner& owner : found) {
      if (owners_.found.size() < limits::answer_owners) owners_.found.push_back(std::move(owner));
    }
  }

  const Files& files_;
  const Inventory& inventory_;
  Owners owners_;
  std::size_t read_bytes_ = 0;
  bool said_too_large_ = false;
};

}  // namespace

Owners find_owners(const Files& files, const Inventory& inventory, const Question& question) {
  if (!needs_owners(question)) return {};
  OwnerReader reader(files, inventory);
  reader.read_debs(question);
  reader.read_distributions(question);
  const bool may_be_command = question.asked == Asked::command || question.asked == Asked::name;
  if (may_be_command && !reader.found_command()) reader.read_alternatives(question);
  return reader.take();
}

}  // namespace prodparity
