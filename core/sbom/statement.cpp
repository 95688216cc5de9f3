// Envelopes around a document, and the marks of what is recognised only to be refused.
#include "core/sbom/draft.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace prodparity::sbom {
namespace {

enum Field : std::uint8_t {
  statement_type = 1,
  predicate_type,
  subject_name,
  subject_digest,
  envelope,
  linked_data,
  dsse,
  media_type,
  bundle,
  trivy,
  snapshot,
  cyclonedx_2,
};

constexpr Rule rules[] = {
    // in-toto Statement v0.1 and v1, unsigned.
    {"_type", statement_type, Shape::text},
    {"predicateType", predicate_type, Shape::text},
    {"subject[].name", subject_name, Shape::loose},
    {"subject[].digest.sha256", subject_digest, Shape::loose},
    {"predicate", envelope, Shape::document},
    {"Data", envelope, Shape::document},  // cosign's older wrapper inside the predicate
    {"@context", linked_data, Shape::any},
    {"@graph", linked_data, Shape::any},
    {"payloadType", dsse, Shape::any},
    {"dsseEnvelope", bundle, Shape::any},
    {"verificationMaterial", bundle, Shape::any},
    {"mediaType", media_type, Shape::any},
    {"specFormat", cyclonedx_2, Shape::any},
    {"SchemaVersion", trivy, Shape::loose},
    {"ArtifactName", trivy, Shape::any},
    {"Results", trivy, Shape::any},
    {"detector", snapshot, Shape::any},
    {"manifests", snapshot, Shape::any},
};

void refuse(Draft& draft, std::uint8_t field) {
  const char* const envelope_advice =
      "its signature is checked where it is given as file:PATH#sha256:DIGEST (of the image)";
  switch (field) {
    case linked_data:
      draft.refuse("SPDX 3 (JSON-LD), which is not read yet",
                   "write SPDX 2.3 or CycloneDX 1.6 JSON");
      break;
    case dsse:
      draft.refuse("a signed attestation envelope (DSSE)", envelope_advice);
      break;
    case bundle:
      draft.refuse("a Sigstore bundle", envelope_advice);
      break;
    case trivy:
      draft.refuse("trivy's own JSON", "write an SBOM: trivy image --format cyclonedx");
      break;
    case snapshot:
      draft.refuse("a GitHub dependency snapshot", "write an SBOM: CycloneDX or SPDX JSON");
      break;
    case cyclonedx_2:
      draft.refuse("a CycloneDX 2 draft, which is not read yet", "write CycloneDX 1.6 or 1.7 JSON");
      break;
    default:
      break;
  }
}

void begin(Draft& draft, std::uint8_t field) {
  if (field == envelope) {
    ++draft.level;
  } else {
    refuse(draft, field);
  }
}

void end(Draft& draft, std::uint8_t field) {
  if (field == envelope) --draft.level;
}

void text(Draft& draft, std::uint8_t field, std::string_view value) {
  switch (field) {
    case statement_type:
      draft.marks.statement_type = value;
      break;
    case predicate_type:
      draft.marks.predicate_type = value;
      break;
    case subject_name:
      draft.statement_subject = value;
      break;
    case subject_digest:
      draft.statement_digest = value;
      break;
    case media_type:
      if (value.starts_with("application/vnd.dev.sigstore.bundle")) {
        refuse(draft, bundle);
      } else {
        draft.refuse("a registry's manifest or index", "give the SBOM that belongs to the image");
      }
      break;
    default:
      refuse(draft, field);
  }
}

}  // namespace

extern const Format statement_format;
const Format statement_format = {.rules = rules, .begin = begin, .end = end, .text = text};

}  // namespace prodparity::sbom
