#include "core/passes.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

std::string_view debian_upstream(std::string_view version) {
  if (const std::size_t colon = version.find(':'); colon != std::string_view::npos)
    version.remove_prefix(colon + 1);
  version = version.substr(0, version.rfind('-'));
  for (const std::string_view added : {"+dfsg", "+ds", "~dfsg", "+really", "+repack"})
    version = version.substr(0, version.find(added));
  return version;
}

bool is_debian_python_folder(std::string_view place) {
  return place.starts_with("/usr/lib/python3") && place.ends_with("/dist-packages");
}

std::vector<std::size_t> pair_python_with_debs(std::vector<Component>& components) {
  std::map<std::string, std::string, std::less<>> debs;  // NAME of python3-NAME -> upstream version
  for (const Component& component : components) {
    if (component.ecosystem == "deb" && component.name.starts_with("python3-"))
      debs.emplace(component.name.substr(8), debian_upstream(component.version));
  }
  std::vector<std::size_t> paired;
  for (std::size_t i = 0; !debs.empty() && i < components.size(); ++i) {
    Component& component = components[i];
    if (component.ecosystem != "pypi" || !component.owner.empty()) continue;
    if (!component.place.empty() && !is_debian_python_folder(component.place)) continue;
    const std::string_view name = component.name;
    auto deb = debs.find(name);
    for (const std::string_view prefix : {"python-", "py"}) {
      if (deb == debs.end() && name.starts_with(prefix))
        deb = debs.find(name.substr(prefix.size()));
    }
    if (deb == debs.end() || deb->second != component.version) continue;
    component.owner = "deb:python3-" + deb->first;
    paired.push_back(i);
  }
  return paired;
}

}  // namespace prodparity
