#pragma once

#include "core/component.h"

#include <optional>
#include <string>
#include <vector>

// What production's build files install, as far as their text says so. A reader of such a file
// turns its bytes into these; drift/shipping.h holds them against the findings.
namespace prodparity {

// One package that a build installs. All text is untrusted.
struct Shipped {
  std::string ecosystem;  // "deb", "pypi"
  std::string name;       // normalised by its ecosystem's rule
  // deb: the version it is pinned to, '*' as apt takes it; pypi: PEP 440 specifiers ("==1.2,<3").
  // Empty: whichever the build finds.
  std::string version;
  std::string arch;        // deb: of NAME:ARCH; empty: the image's own
  std::string doubt;       // why it is not certain, a clause; empty: it is
  std::string suite;       // deb: of NAME/SUITE or -t; what version that is, the archive knows
  bool recommends = true;  // deb: what it recommends comes along
  // deb: only what is installed already is made newer. Without a name: all of it.
  bool upgrade_only = false;
  Evidence at;  // a path in the workspace, and the line

  bool certain() const { return doubt.empty(); }
  bool operator==(const Shipped&) const = default;
};

// A file that a build installs from.
struct ShipInclude {
  enum class Kind {
    requirements,  // pip's -r
    constraints,   // pip's -c: versions, and nothing installed
    project,       // a pyproject.toml that is installed
    lock,          // poetry.lock, uv.lock, Pipfile.lock, pylock.toml
  };
  Kind kind = Kind::requirements;
  std::vector<std::string> paths;  // below the build context, the likeliest first
  std::string doubt;               // of everything in it
  Evidence at;                     // where it is named

  bool operator==(const ShipInclude&) const = default;
};

// The image that a build begins with. What is in it no build file says.
struct ShipBase {
  std::string image;  // as FROM has it, variables with their defaults: "debian:12@sha256:..."
  bool fixed = true;  // no variable stands in it
  Evidence at;

  bool operator==(const ShipBase&) const = default;
};

// What one build file says.
struct ShipReading {
  std::vector<Shipped> shipped;       // in the order in which it is installed
  std::vector<ShipInclude> includes;  // to be read as well
  std::optional<ShipBase> base;       // of a Dockerfile's target; none: FROM scratch
  bool cut = false;                   // a bound of core/limits.h was met: there may be more

  bool operator==(const ShipReading&) const = default;
};

}  // namespace prodparity
