#pragma once

#include "core/component.h"
#include "core/inventory.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Knows which of production's PyPI entries only repeat a Python distribution that a Debian package
// put there. Some SBOM tools list both without the ownership, some only the package; counting
// either as a pip install of its own would be false drift (docs/MATCHING.md).
class PythonTwins {
 public:
  PythonTwins(const Inventory& dev, const Inventory& production);

  // `component`: PyPI, without an owner, of production.
  bool is_twin(const Component& component) const;

  // The version of a distribution as production's Debian package gives it, or null: `hides` is a
  // dev component's ("deb:python3-pip@23.0.1+dfsg-1").
  const Component* hidden_deb(std::string_view hides) const;

 private:
  const Component* production_deb(std::string_view name) const;
  bool deb_has_version(std::string_view deb, std::string_view version) const;

  std::multimap<std::string_view, const Component*> owned_;        // by distribution name
  std::vector<const Component*> production_debs_;                  // sorted by name
  std::multimap<std::string_view, const Component*> python_debs_;  // python3-* by source
};

// "2.28.1" of "1:2.28.1+dfsg-1": no epoch, no revision, no repacking suffix, '~' as PEP 440 has it.
std::string upstream_version(std::string_view deb_version);

}  // namespace prodparity
