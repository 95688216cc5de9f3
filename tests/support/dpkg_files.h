#pragma once

#include "core/ecosystem.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// dpkg databases in memory, read as the engine reads them.
namespace prodparity::test {

inline const Ecosystem& deb() {
  return *find_ecosystem("deb");
}

using File = std::pair<std::string, std::string>;  // path, bytes
using Names = std::vector<std::string>;

inline const std::string status = "/var/lib/dpkg/status";

// What is there is listed, discovered, read and parsed.
inline Parsed scan(const std::vector<File>& files) {
  Listing listing;
  for (const auto& [path, bytes] : files)
    listing.paths.push_back(path);
  Parsed all;
  for (const Unit& unit : deb().discover(listing).units) {
    std::vector<FileBytes> read;
    for (const std::string& path : unit.paths)
      for (const auto& [name, bytes] : files)
        if (name == path) read.push_back({.path = path, .bytes = bytes});
    Parsed parsed = deb().parse(unit, read);
    for (auto& item : parsed.components)
      all.components.push_back(std::move(item));
    for (auto& item : parsed.unread)
      all.unread.push_back(std::move(item));
    for (auto& item : parsed.in_transition)
      all.in_transition.push_back(std::move(item));
  }
  return all;
}

inline Parsed scan_status(std::string bytes) {
  return scan({{status, std::move(bytes)}});
}

// One stanza with the empty line behind it; `more` are whole lines.
inline std::string stanza(std::string_view name, std::string_view state, std::string_view version,
                          std::string_view arch = "amd64", std::string_view more = "") {
  return "Package: " + std::string(name) + "\nStatus: " + std::string(state) +
         "\nArchitecture: " + std::string(arch) + "\nVersion: " + std::string(version) + '\n' +
         std::string(more) + '\n';
}

// "NAME:ARCH=VERSION" of each component.
inline Names names(const Parsed& parsed) {
  Names names;
  for (const Component& component : parsed.components)
    names.push_back(component.name + ':' + component.arch + '=' + component.version);
  return names;
}

}  // namespace prodparity::test
