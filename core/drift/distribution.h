#pragma once

#include "core/inventory.h"

#include <string>
#include <string_view>

namespace prodparity {

// Which distribution and release a place has, so far as package versions depend on it.
struct Release {
  std::string id;       // "debian"; distroless images are Debian's packages. Empty: unknown
  std::string version;  // "12" of Debian's 12.11, "22.04" of Ubuntu's; empty: unknown

  bool operator==(const Release&) const = default;
};

// From os-release or the SBOM's distribution, else from the namespace most OS packages have.
Release release_of(const Inventory& inventory);

// Unknown versions compare equal: nothing says that they differ.
bool same_release(const Release& left, const Release& right);

// "debian 12", "ubuntu", "an unknown distribution".
std::string to_string(const Release& release);

}  // namespace prodparity
