#include "core/attest/legacy.h"

#include "core/attest/crypto.h"
#include "core/attest/document.h"
#include "core/attest/envelope.h"
#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/log_content.h"
#include "core/attest/refused.h"
#include "core/attest/timestamp.h"
#include "core/attest/transparency_log.h"
#include "core/attest/witnesses.h"
#include "core/byte_source.h"
#include "core/hex.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::attest {
namespace {

// Nothing where it is absent or empty: cosign writes empty ones.
std::optional<std::string_view> annotation(const Annotations& annotations, std::string_view key) {
  const auto found = annotations.find(key);
  if (found == annotations.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

void check_size(const Annotations& annotations) {
  std::size_t total = 0;
  for (const auto& [key, value] : annotations)
    total += key.size() + value.size();
  if (total > limits::annotation_bytes) refuse(Reason::too_large, "the layer's annotations");
}

std::optional<Certificate> leaf_of(const Annotations& annotations) {
  const auto pem = annotation(annotations, "dev.sigstore.cosign/certificate");
  if (!pem) return std::nullopt;
  return Certificate::from_der(pem_to_der(*pem));
}

void add_promise(const Annotations& annotations, const TrustRoot& root, const Signed& of,
                 Witnesses& witnesses) {
  const auto text = annotation(annotations, "dev.sigstore.cosign/bundle");
  if (!text) return;
  const nlohmann::json document =
      parse_document(*text, limits::annotation_bytes, "the log's promise");
  const LogEntry entry = check_promised_entry(Fields(document, ""), root.logs);
  check_log_content(entry, of);
  witnesses.add(entry);
}

void add_timestamp(const Annotations& annotations, std::string_view layer, const TrustRoot& root,
                   Witnesses& witnesses) {
  const auto text = annotation(annotations, "dev.sigstore.cosign/rfc3161timestamp");
  if (!text) return;
  const nlohmann::json document = parse_document(*text, limits::annotation_bytes, "the timestamp");
  const std::string response = Fields(document, "").bytes("SignedRFC3161Timestamp");
  witnesses.add(check_timestamp(response, layer, root.timestamp_authorities), response);
}

Verified verify(std::string_view layer, const Annotations& annotations, const TrustRoots& roots,
                const Policy& policy, const Artifact& artifact) {
  check_size(annotations);
  WholeText source(layer);
  Document document = read_document(source, {.path = {"payload"}}, "the layer", layer.size());
  Envelope envelope = read_envelope(document.fields(), std::exchange(document.payload, {}));
  const CheckedEnvelope good = check_any_signature(leaf_of(annotations), envelope, policy);
  const Signed of{.is_envelope = true,
                  .signature = good.signature,
                  .key = good.by.der(),
                  .payload = Message::of_bytes(envelope.payload.bytes()),
                  .message = Message::of_bytes(envelope.payload.signed_bytes()),
                  .envelope = Message::of_bytes(layer)};
  Verified verified = check_witnessed(roots, good.by, policy, [&](const TrustRoot& root) {
    Witnesses witnesses;
    add_promise(annotations, root, of, witnesses);
    add_timestamp(annotations, layer, root, witnesses);
    return witnesses;
  });
  take_statement(std::move(envelope), artifact, verified);
  return verified;
}

}  // namespace

Checked<Verified> verify_legacy(std::string_view layer, const Annotations& annotations,
                                const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact) {
  return checked([&] {
    static_cast<void>(digest_of(artifact));  // first: it is the caller's
    return verify(layer, annotations, roots, policy, artifact);
  });
}

}  // namespace prodparity::attest
