#pragma once

#include "core/version/change.h"

#include <compare>
#include <string_view>

namespace prodparity {

// [EPOCH:]UPSTREAM[-REVISION], deb-version(7). Views into the text it was split from.
struct DebVersion {
  unsigned long epoch = 0;  // saturates: dpkg refuses what does not fit an int
  std::string_view upstream;
  std::string_view revision;  // empty where there is none; by dpkg's order that equals "0"
  bool has_revision = false;  // false: a native package, whose suffixes stand in `upstream`

  bool operator==(const DebVersion&) const = default;
};

// Never fails: white space around is dropped as dpkg does, and where dpkg would refuse (an epoch
// that is no number, an empty part) the text is split all the same, so that the order is total.
DebVersion split_deb_version(std::string_view text);

// The order of `dpkg --compare-versions` (lib/dpkg/version.c, verrevcmp). An empty version sorts
// before all others. Equivalent, not equal: "1.0" and "0:1.00-0" are the same version. Does not
// allocate.
std::strong_ordering compare_deb_versions(std::string_view left, std::string_view right);

// Upstream marked as before a release: "~" and then rc, beta, alpha, pre or dev ("2.0~rc1-1",
// "3~b2"). "~git2023" and "~bpo12" are no such marks: "0.0~git2023" is the usual form of a Go
// package that has no releases.
bool is_deb_pre_release(std::string_view version);

// What leads from production's version to the dev container's; the most significant part decides.
// A stable or security update is what follows the revision (or a native package's version):
// "+deb12u3", "~deb12u3", "+esm1", "ubuntu0.22.04.1" and the ".3" of "ubuntu2.3", as Debian's and
// Ubuntu's security teams number; a rebuild is "+b1", "build1", "+build1".
Change classify_deb(std::string_view production, std::string_view dev);

}  // namespace prodparity
