#pragma once

#include "core/byte_source.h"
#include "core/limits.h"
#include "core/reference.h"
#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {

// Reads production's SBOM as a stream in bounded memory: CycloneDX JSON 1.2 to 1.7, SPDX JSON 2.2
// and 2.3, syft's own JSON, any of them as the predicate of an unsigned in-toto Statement
// (v0.1, v1), and our own inventory. `path` names it in errors and evidence.
// The result's faults are neutralised and counted, its states and coverage judged. Errors name
// the file, what it is, and what to do: empty, truncated, malformed, unsupported (XML,
// tag-value, SPDX 3, CycloneDX 2, trivy's or GitHub's own JSON, a DSSE envelope or bundle),
// too_large, too_deep.
enum class TakeDigest {
  yes,
  no,  // Reference::digest stays empty: hashing takes as long as all the rest
};
// The bounds of a document, changed by tests only.
struct SbomLimits {
  std::size_t bytes = limits::sbom_bytes;
  std::size_t components = limits::components;
  std::size_t dependencies = limits::sbom_dependencies;  // more only group less
};
Result<Reference> read_sbom(ByteSource& source, std::string_view path,
                            TakeDigest take_digest = TakeDigest::yes,
                            const SbomLimits& bounds = {});

// The same over bytes in memory.
Result<Reference> read_sbom(std::string_view bytes, std::string_view path);

// Of an Inventory that one of ours made: it covers what was looked for.
Reference reference_of(Inventory inventory, std::string format);

// The other direction: an Inventory as CycloneDX 1.6 JSON, for other tools (`inventory
// --format cyclonedx`). Deterministic; no serial number, no time.
std::string write_cyclonedx(const Inventory& inventory);

}  // namespace prodparity
