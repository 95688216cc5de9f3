#pragma once

#include "core/ship/build_stages.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::test {

using List = std::vector<std::string>;

// "2 deb graphviz=2.42 ?doubt", one line for each; "alone" where it brings no
// recommendations.
inline std::string spelled(const Shipped& shipped) {
  std::string text = std::to_string(shipped.at.line) + ' ' + shipped.ecosystem + ' ';
  text += shipped.name;
  if (!shipped.arch.empty()) text += ':' + shipped.arch;
  if (!shipped.version.empty()) text += (shipped.ecosystem == "deb" ? "=" : " ") + shipped.version;
  if (!shipped.suite.empty()) text += '/' + shipped.suite;
  if (!shipped.recommends) text += " alone";
  if (shipped.upgrade_only) text += " upgrade";
  if (!shipped.certain()) text += " ?";
  return text;
}

// What a Dockerfile ships, each as spelled() has it; or its error.
inline List ships(std::string_view dockerfile, const std::string& target = {}) {
  const Result<ShipReading> reading =
      read_dockerfile(dockerfile, {.path = "Dockerfile", .target = target});
  if (!reading) return {"error: " + to_string(reading.error())};
  List texts;
  for (const Shipped& shipped : reading->shipped)
    texts.push_back(spelled(shipped));
  return texts;
}

}  // namespace prodparity::test
