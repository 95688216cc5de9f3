#pragma once

#include "core/attest/fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// DSSE 1.0 (secure-systems-lab/dsse, envelope.md): a payload and who signed it.
struct EnvelopeSignature {
  std::string key_id;     // a hint; empty: none
  std::string signature;  // raw
};
struct Envelope {
  std::string payload_type;
  std::string payload;       // decoded: what was verified is what is read
  std::string signed_bytes;  // the pre-authentication encoding (PAE): what the signatures are over
  std::vector<EnvelopeSignature> signatures;  // at least one
};
// Refuses a payload that is no in-toto statement by its type.
Envelope read_envelope(const Fields& fields);

inline constexpr std::string_view statement_payload = "application/vnd.in-toto+json";

}  // namespace prodparity::attest
