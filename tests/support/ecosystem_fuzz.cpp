// One fuzz target serves every ecosystem: the input is split at lines of "---" into the files of
// one Unit, then parsed, and its first two lines are compared as versions.
#include "core/ecosystem.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  static const Ecosystem* const ecosystem = find_ecosystem(FUZZED_ECOSYSTEM);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> paths;
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= bytes.size() && parts.size() < 16;) {
    const std::size_t end = bytes.find("\n---\n", begin);
    parts.push_back(bytes.substr(begin, end == std::string_view::npos ? end : end - begin));
    paths.push_back("/file" + std::to_string(parts.size()));
    if (end == std::string_view::npos) break;
    begin = end + 5;
  }
  // The ecosystem names the roles of its files by path: let discover() build the units.
  Listing listing;
  for (const Glob& glob : ecosystem->globs({})) {
    std::string path = glob;
    for (char& c : path) {
      if (c == '*' || c == '?') c = '1';
    }
    listing.paths.push_back(path);
  }
  const Discovery discovery = ecosystem->discover(listing);
  for (const Unit& unit : discovery.units) {
    std::vector<FileBytes> files;
    for (std::size_t i = 0; i < unit.paths.size(); ++i)
      files.push_back({.path = unit.paths[i], .bytes = parts[i % parts.size()]});
    const Parsed parsed = ecosystem->parse(unit, files);
    for (const Component& component : parsed.components) {
      if (component.ecosystem != ecosystem->name || component.name.empty()) std::abort();
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
