#include "core/attest/envelope.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <string>
#include <vector>

namespace prodparity::attest {

std::string Envelope::signed_bytes() const {
  return "DSSEv1 " + std::to_string(payload_type.size()) + ' ' + payload_type + ' ' +
         std::to_string(payload.size()) + ' ' + payload;
}

Envelope read_envelope(const Fields& fields) {
  Envelope envelope{.payload_type = fields.text("payloadType"), .payload = {}, .signatures = {}};
  if (envelope.payload_type != statement_payload)
    refuse(Reason::wrong_payload, "its type is '" + envelope.payload_type + "'");
  envelope.payload = fields.bytes("payload");
  for (const Fields& signature : fields.objects("signatures", limits::log_entries)) {
    envelope.signatures.push_back(
        {.key_id = signature.optional_text("keyid"), .signature = signature.bytes("sig")});
    if (envelope.signatures.back().signature.empty())
      refuse(Reason::bad_signature, signature.place_of("sig") + " is empty");
  }
  if (envelope.signatures.empty()) refuse(Reason::signature_count, "it has none");
  return envelope;
}

}  // namespace prodparity::attest
