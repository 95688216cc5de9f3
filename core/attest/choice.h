#pragma once

#include "core/attest/refusal.h"
#include "core/attest/verified.h"
#include "core/reference_trust.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Which of the attestations that lie beside an image is production's SBOM. Pure: what was verified,
// or refused, and what is wanted go in; one of them, or why none is taken, comes out, with
// sentences for people. Text is as untrusted as what it came from.
namespace prodparity::attest {

// Whether what such a statement holds may be an SBOM: CycloneDX and SPDX, with and without their
// version, and cosign's `custom`, which wraps any text.
bool is_sbom_predicate(std::string_view predicate_type);

// One package that an SBOM lists, for comparing two of them.
struct Listed {
  std::string ecosystem;
  std::string name;
  std::string version;

  auto operator<=>(const Listed&) const = default;
};

// One attestation, or the plain SBOM that a source is.
struct Candidate {
  enum class Form {
    attestation,  // signed
    document,     // a plain SBOM that a signature beside it is of
    in_index,     // BuildKit's statement in the image's index: nobody signed it
    plain,        // an SBOM, or an image's layers: nothing is signed there at all
  };

  std::string where;  // how people find it: "referrer sha256:…", "bundle.json"
  Form form = Form::attestation;
  std::optional<Refusal> refusal;  // why it is not believed, or cannot be read
  std::string predicate_type;      // of what was believed; empty of what was not, and of plain
  SignerName signer;
  std::optional<std::int64_t> signed_at;      // seconds since 1970, witnessed
  std::optional<std::int64_t> document_time;  // what the SBOM says of itself
  std::string platform;                       // "linux/arm64", as the SBOM says; empty: it does not
  bool is_of_platform = false;  // its subject is our platform's manifest, not the whole index
  bool is_promise_only = false;
  std::optional<std::vector<Listed>> packages;  // nothing: its SBOM was not read
};
// Whether somebody signed it, believed or not.
bool is_signed(const Candidate& candidate);
// Whether it may be an SBOM: an attestation by its predicate's type; of others their reader said.
bool is_sbom(const Candidate& candidate);
// With where, form and the SBOM's own words for the caller to fill in.
Candidate candidate_of(const Checked<Verified>& result);

struct Wanted {
  VerifyMode verify = VerifyMode::automatic;
  bool is_pinned = false;       // a key, or an identity and its provider, is configured
  bool allow_unsigned = false;  // an in-index SBOM may be taken
  std::string platform;         // "linux/amd64"; empty: any
  std::optional<std::int64_t> max_age_seconds;
  std::int64_t now = 0;                   // seconds since 1970
  std::optional<SignerName> last_signer;  // of the last session
};

enum class Outcome {
  chosen,
  none_there,      // no attestation of an SBOM, and no plain one
  unverified,      // there, but none is believed
  signer_changed,  // believed but for whose it is: another signer than the last session's
  only_unsigned,   // there, unsigned, and that was not allowed
  not_configured,  // `require`, and nobody is named who must have signed it
};
std::string_view to_string(Outcome outcome);

// How far what was chosen is proven.
enum class Trust {
  pinned,      // signed by who is configured
  not_pinned,  // verified in everything but whose it must be
  not_signed,  // nobody signed it
  unchecked,   // `off`: signed or not, nobody looked
};
std::string_view to_string(Trust trust);

struct Disagreement {
  std::size_t with = 0;         // which candidate
  std::vector<std::string> on;  // "deb openssl: 3.0.11 here, 3.0.12 there", the first of them
  std::size_t count = 0;        // of packages in all
};

struct Choice {
  Outcome outcome = Outcome::none_there;
  std::optional<std::size_t> chosen;
  Trust trust = Trust::not_signed;
  std::optional<std::int64_t> time;  // by which it was ordered
  bool is_by_own_time = false;       // nothing vouches for it but the SBOM itself
  bool is_too_old = false;           // than max_age_seconds, or of no known time
  bool is_of_other_platform = false;
  std::size_t believed = 0;    // SBOMs among the candidates that could have been chosen
  std::size_t agreeing = 0;    // of them, with the chosen one among them
  std::size_t uncompared = 0;  // of them, because its SBOM, or the chosen one's, was not read
  std::vector<Disagreement> disagreements;
  // "SBOM of 2026-11-20 signed by https://…, verified; 3 of 3 attestations agree", or why none.
  std::string summary;
  std::vector<std::string> notes;  // what else there is to know, a sentence each
  // What would pin the signer: option and value; empty where he is pinned, or there is none.
  std::vector<std::pair<std::string, std::string>> pins;
};

// Never by the order of the candidates, nor by what a registry says of them.
Choice choose(const std::vector<Candidate>& candidates, const Wanted& wanted);

}  // namespace prodparity::attest
