#pragma once

#include "core/sbom/draft.h"

#include <string>

namespace prodparity::sbom {

// The program that made the document: of several tools the one whose habits count.
struct Generator {
  std::string name;  // lower case: "cdxgen", "trivy", "trivy-cdxgen", "syft"
  std::string version;
  int major = 0;  // 0: unknown

  std::string text() const;  // "cdxgen 12.8.4"
};
Generator generator_of(const Draft& draft);

// Neutralises what generators are known to get wrong, recognised by their own marks, and counts
// it in draft.faults (rules in docs/MATCHING.md):
// - cdxgen lists source packages beside the binary ones. They are tagged since 12, but so are
//   binaries of the same name and version; what tells them apart in every version is that the
//   document states the dependencies of binaries only. They are dropped, and give the binaries
//   that depend on them their `source`.
// - cdxgen before 12 drops epochs; trivy and cdxgen keep one entry of a multi-arch package;
//   trivy drops what is marked for removal: declared, for the comparison to count.
// - Debian's own Python distributions listed a second time as PyPI are attributed to their deb.
// - The same component several times is folded.
void neutralise_faults(Draft& draft, const Generator& generator);

}  // namespace prodparity::sbom
