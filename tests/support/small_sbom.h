#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace prodparity::test {

using NameAndVersion = std::pair<std::string, std::string>;

// CycloneDX of a Debian 12 with these packages, as syft would write it.
inline std::string small_sbom(const std::vector<NameAndVersion>& packages) {
  std::string text =
      R"({"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"tools":{"components":)"
      R"([{"type":"application","name":"syft","version":"1.22.0"}]}},"components":[)"
      R"({"type":"operating-system","name":"debian","version":"12"})";
  for (const auto& [name, version] : packages) {
    text += fmt::format(R"(,{{"type":"library","name":"{0}","version":"{1}",)"
                        R"("purl":"pkg:deb/debian/{0}@{1}?arch=amd64&distro=debian-12"}})",
                        name, version);
  }
  return text + "]}";
}

// A paragraph of dpkg's status file.
inline std::string installed(const NameAndVersion& package) {
  return "Package: " + package.first +
         "\nStatus: install ok installed\nArchitecture: amd64\nVersion: " + package.second + "\n\n";
}

}  // namespace prodparity::test
