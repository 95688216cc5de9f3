#include "core/drift/python_twins.h"

#include "core/ecosystem.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

bool same_version(std::string_view left, std::string_view right) {
  static const Ecosystem* const pypi = find_ecosystem("pypi");
  return left == right || (pypi != nullptr && pypi->compare_versions(left, right) == 0);
}

// Names that Debian's Python policy and habit give the package of a distribution.
std::array<std::string, 4> package_names(std::string_view name) {
  std::array<std::string, 4> names;
  names[0] = "python3-" + std::string(name);
  if (name.starts_with("py")) names[1] = "python3-" + std::string(name.substr(2));
  if (name.starts_with("python-")) names[2] = "python3-" + std::string(name.substr(7));
  if (name.ends_with("-python"))
    names[3] = "python3-" + std::string(name.substr(0, name.size() - 7));
  return names;
}

// No Debian package puts a distribution there: site-packages is that of virtual environments and
// of interpreters built by hand.
bool is_pips_folder(std::string_view place) {
  return place.ends_with("/site-packages") || place.starts_with("/usr/local/");
}

}  // namespace

std::string upstream_version(std::string_view deb_version) {
  if (const auto colon = deb_version.find(':'); colon != std::string_view::npos)
    deb_version.remove_prefix(colon + 1);
  deb_version = deb_version.substr(0, deb_version.rfind('-'));
  for (const std::string_view suffix : {"+dfsg", "~dfsg", ".dfsg", "+ds", "~ds", "+repack"})
    deb_version = deb_version.substr(0, deb_version.find(suffix));
  std::string upstream(deb_version);
  std::erase(upstream, '~');
  return upstream;
}

PythonTwins::PythonTwins(const Inventory& dev, const Inventory& production) {
  for (const Inventory* const inventory : {&dev, &production}) {
    for (const Component& component : inventory->components) {
      if (component.ecosystem == "pypi" && component.owner.starts_with("deb:"))
        owned_.emplace(component.name, &component);
    }
  }
  for (const Component& component : production.components) {
    if (component.ecosystem != "deb") continue;
    production_debs_.push_back(&component);
    if (component.name.starts_with("python3-") && !component.source.empty())
      python_debs_.emplace(component.source, &component);
  }
  const auto name_of = [](const Component* deb) { return std::string_view(deb->name); };
  if (!std::ranges::is_sorted(production_debs_, {}, name_of))
    std::ranges::stable_sort(production_debs_, {}, name_of);
}

const Component* PythonTwins::production_deb(std::string_view name) const {
  const auto name_of = [](const Component* deb) { return std::string_view(deb->name); };
  const auto found = std::ranges::lower_bound(production_debs_, name, {}, name_of);
  return found == production_debs_.end() || (*found)->name != name ? nullptr : *found;
}

bool PythonTwins::deb_has_version(std::string_view deb, std::string_view version) const {
  const Component* const found = production_deb(deb);
  return found != nullptr && same_version(upstream_version(found->version), version);
}

bool PythonTwins::is_twin(const Component& component) const {
  if (is_pips_folder(component.place)) return false;
  const auto [first, last] = owned_.equal_range(component.name);
  for (auto owned = first; owned != last; ++owned) {
    const Component& twin = *owned->second;
    if (same_version(twin.version, component.version)) return true;
    if (deb_has_version(std::string_view(twin.owner).substr(4), component.version)) return true;
  }
  for (const std::string& name : package_names(component.name)) {
    if (!name.empty() && deb_has_version(name, component.version)) return true;
  }
  const auto [begin, end] = python_debs_.equal_range(component.name);
  for (auto deb = begin; deb != end; ++deb) {
    if (same_version(upstream_version(deb->second->version), component.version)) return true;
  }
  return false;
}

const Component* PythonTwins::hidden_deb(std::string_view hides) const {
  if (!hides.starts_with("deb:")) return nullptr;
  hides.remove_prefix(4);
  return production_deb(hides.substr(0, hides.find('@')));
}

}  // namespace prodparity
