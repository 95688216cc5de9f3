#pragma once

#include <optional>
#include <string_view>

namespace prodparity {

// The most significant part in which two versions differ.
enum class ChangeClass {
  none,      // the same version by the ecosystem's order
  epoch,     // deb N:, PEP 440 N!
  major,     // first number of the upstream version
  minor,     // second
  patch,     // anything further of the upstream version
  revision,  // the same upstream version, another Debian revision
  security,  // only a security or stable-update suffix: +deb12u3, ~deb12u3, ubuntu0.22.04.1, +esm1
  rebuild,   // only +b1, +build1: the same source, built again
  local,     // PEP 440 local version label: +cu121
  other,     // not comparable by number
};
std::string_view to_string(ChangeClass value);
std::optional<ChangeClass> parse_change_class(std::string_view text);

// From production's version to the dev container's.
struct Change {
  ChangeClass change_class = ChangeClass::none;
  bool downgrade = false;    // dev is older than production
  bool pre_release = false;  // dev's version is a pre-release and production's is not

  bool operator==(const Change&) const = default;
};

}  // namespace prodparity
