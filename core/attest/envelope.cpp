#include "core/attest/envelope.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <string>
#include <vector>

namespace prodparity::attest {

namespace {

std::string encoded(const std::string& type, const std::string& payload) {
  return "DSSEv1 " + std::to_string(type.size()) + ' ' + type + ' ' +
         std::to_string(payload.size()) + ' ' + payload;
}

}  // namespace

Envelope read_envelope(const Fields& fields) {
  Envelope envelope{.payload_type = fields.text("payloadType"),
                    .payload = {},
                    .signed_bytes = {},
                    .signatures = {}};
  if (envelope.payload_type != statement_payload)
    refuse(Reason::wrong_payload, "its type is '" + envelope.payload_type + "'");
  envelope.payload = fields.bytes("payload");
  envelope.signed_bytes = encoded(envelope.payload_type, envelope.payload);
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
