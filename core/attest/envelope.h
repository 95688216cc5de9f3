#pragma once

#include "core/attest/document.h"
#include "core/attest/payload.h"

#include <string>
#include <vector>

namespace prodparity::attest {

// DSSE 1.0 (secure-systems-lab/dsse, envelope.md): a payload and who signed it.
struct EnvelopeSignature {
  std::string key_id;     // a hint; empty: none
  std::string signature;  // raw
};
struct Envelope {
  Payload payload;                            // decoded: what was verified is what is read
  std::vector<EnvelopeSignature> signatures;  // at least one
};
// Refuses a payload that is no in-toto statement by its type. `payload` is what the document's
// reader made of the envelope's.
Envelope read_envelope(const Fields& fields, std::optional<Payload> payload);

}  // namespace prodparity::attest
