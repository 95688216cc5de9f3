#pragma once

#include "core/inventory.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

enum class Coverage {
  covered,      // the SBOM's maker lists this ecosystem
  not_covered,  // it lists none of it: absence there says nothing
};

struct EcosystemCoverage {
  std::string ecosystem;
  Coverage coverage = Coverage::covered;
  std::size_t components = 0;
  std::string why;  // for not_covered: "cdxgen 12.8.4 lists no installed Python distribution"

  bool operator==(const EcosystemCoverage&) const = default;
};

// A generator's known fault, recognised by the generator's own marks (field rules in
// docs/MATCHING.md). Readers neutralise what one document shows and count it; what only the
// comparison shows (multi-arch collapse) is declared here with count 0 and counted by diff.
enum class FaultKind {
  multi_arch_collapsed,     // one entry stands for several architectures
  sources_as_components,    // source packages listed beside binary ones: dropped
  epoch_only_in_purl,       // version without the epoch that the purl has: joined
  epoch_lost,               // no epoch anywhere: compared without
  deb_owned_python_listed,  // a deb's Python distribution listed again as PyPI: attributed
  declared_as_installed,    // from requirements files (versionless) and wheels: dropped
  deinstalled_dropped,      // packages marked for removal but still installed are left out
  duplicates,               // the same component several times: folded
};
std::string_view to_string(FaultKind value);
std::optional<FaultKind> parse_fault_kind(std::string_view text);

struct Fault {
  FaultKind kind{};
  std::size_t count = 0;  // components concerned
  std::string example;    // one of them, "zlib1g"

  bool operator==(const Fault&) const = default;
};

// How far the Reference's origin was proven.
enum class Verification {
  none,                // a file, or what was fetched with nothing that vouches for it
  unsigned_statement,  // an in-toto statement that nobody signed
  unsigned_image,      // production publishes no SBOM: its image's layers were read
  not_checked,         // signed, and the configuration says not to look (verify: off)
  signer_not_pinned,   // verified in everything but whose signature it must be
  verified,            // by a signer that the configuration names
};
std::string_view to_string(Verification value);
std::optional<Verification> parse_verification(std::string_view text);

// What keeps a Reference, or an ecosystem of it, from being compared. Each has its own sentence.
enum class ReferenceState {
  no_packages,            // 0 components
  no_os_packages,         // language packages only
  no_distribution,        // OS packages, and nothing says of which distribution
  several_distributions,  // a merged document
};
std::string_view to_string(ReferenceState value);
std::optional<ReferenceState> parse_reference_state(std::string_view text);

// What vouches for a Reference that was fetched, and what it is about. All of it is text out of
// what was verified, or the configuration's own.
struct ReferenceProof {
  std::string asked;                 // as configured: "registry.example/api:main"
  std::string image;                 // what that was: "registry.example/api@sha256:..."
  std::string signer;                // an identity, or "the key FILE"
  std::string issuer;                // who vouches for the identity
  std::string signed_at;             // RFC 3339; empty: nothing vouches for a time
  std::string fetched_at;            // RFC 3339: the state of the registry that this is
  std::size_t found = 0;             // attestations that are there
  std::size_t verified = 0;          // of them: verified, and SBOMs
  std::size_t agreeing = 0;          // of those: that say the same, itself among them
  std::vector<std::string> remarks;  // what else is to be known, each a sentence without full stop

  bool operator==(const ReferenceProof&) const = default;
};

// Production's Inventory, with where it came from, whether and how it was verified, and how
// complete it is. inventory.components evidence points into the SBOM.
struct Reference {
  std::string name = "production";  // of the list in the configuration
  std::string source;               // path or address as configured
  std::string format;               // "CycloneDX 1.6", "SPDX 2.3", "syft 16.0.7", "inventory"
  std::string generator;            // "trivy 0.74.0"; empty when the document does not say
  std::string subject;              // image name or digest the document is about, or empty
  std::string created;              // RFC 3339 as in the document, or empty
  std::string digest;               // SHA-256 hexadecimal of the document's bytes
  Verification verification = Verification::none;
  ReferenceProof proof;
  Inventory inventory;
  std::vector<EcosystemCoverage> coverage;  // sorted by ecosystem; those the document has or should
  std::vector<Fault> faults;
  std::vector<ReferenceState> states;

  bool operator==(const Reference&) const = default;
};

// Of one that comes out of a file that anybody may have written: what it says of its own proof is
// nobody's word. (What is verified is verified again each time, out of the cache.)
void forget_proof(Reference& reference);

}  // namespace prodparity
