#include "core/attest/envelope.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <optional>
#include <string>
#include <utility>

namespace prodparity::attest {

Envelope read_envelope(const Fields& fields, std::optional<Payload> payload) {
  const std::string type = fields.text("payloadType");
  if (type != statement_payload) refuse(Reason::wrong_payload, "its type is '" + type + "'");
  // What is no text was not decoded.
  if (!payload)
    refuse(Reason::malformed,
           fields.place_of("payload") + (fields.has("payload") ? " is no text" : " is missing"));
  Envelope envelope{.payload = *std::move(payload), .signatures = {}};
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
