// One fuzz target serves every ecosystem: the input is split at lines of "---" into the files of
// one Unit, then parsed, and its first two lines are compared as versions.
#include "core/ecosystem.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

prodparity::Listing listing_of(const std::vector<prodparity::Glob>& globs) {
  prodparity::Listing listing;
  for (const prodparity::Glob& glob : globs) {
    const std::string_view pattern =
        std::string_view(glob).substr(0, glob.find_last_not_of('/') + 1);
    for (const std::string_view name :
         {"1", "a-1.dist-info", "~-1.dist-info", "a-1.egg-info", "a.egg-link", "a-1-py3.egg"}) {
      std::string path(pattern);
      if (path.ends_with('*')) path.replace(path.size() - 1, 1, name);
      for (char& c : path) {
        if (c == '*' || c == '?') c = '1';
      }
      listing.paths.push_back(path);
    }
  }
  std::ranges::sort(listing.paths);
  listing.paths.erase(std::unique(listing.paths.begin(), listing.paths.end()), listing.paths.end());
  return listing;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  static const Ecosystem* const ecosystem = find_ecosystem(FUZZED_ECOSYSTEM);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= bytes.size() && parts.size() < 16;) {
    const std::size_t end = bytes.find("\n---\n", begin);
    parts.push_back(bytes.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) break;
    begin = end + 5;
  }
  // The ecosystem names the roles of its files by path: let discover() build the units. A glob's
  // last '*' also stands for names that mean something, and discovery may lead on.
  std::vector<Glob> globs = ecosystem->globs({});
  for (int round = 0; round < 4 && !globs.empty(); ++round) {
    const Discovery discovery = ecosystem->discover(listing_of(globs));
    globs = discovery.more;
    for (const Unit& unit : discovery.units) {
      std::vector<FileBytes> files;
      for (std::size_t i = 0; i < unit.paths.size(); ++i)
        files.push_back({.path = unit.paths[i], .bytes = parts[i % parts.size()]});
      const Parsed parsed = ecosystem->parse(unit, files);
      for (const Component& component : parsed.components) {
        if (component.ecosystem != ecosystem->name || component.name.empty()) std::abort();
      }
    }
  }
  const std::size_t half = size / 2;
  const auto forward = ecosystem->compare_versions(bytes.substr(0, half), bytes.substr(half));
  const auto backward = ecosystem->compare_versions(bytes.substr(half), bytes.substr(0, half));
  if ((forward < 0) != (backward > 0)) std::abort();
  static_cast<void>(ecosystem->classify(bytes.substr(0, half), bytes.substr(half)));
  static_cast<void>(ecosystem->normalise_name(bytes));
  return 0;
}
