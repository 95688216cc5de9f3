#include "core/attest/crypto.h"
#include "core/base64.h"
#include "core/hex.h"
#include "tests/support/sigstore.h"

#include <string>
#include <string_view>

namespace prodparity::test {
namespace {

using attest::sha256;
using nlohmann::json;

json hash_of(std::string_view bytes) {
  return {{"algorithm", "sha256"}, {"value", hex_of(sha256(bytes))}};
}

json spec_of(LayerEntry entry, std::string_view layer, std::string_view payload,
             const std::string& signature, const std::string& verifier_pem) {
  if (entry == LayerEntry::dsse_1)
    return {{"envelopeHash", hash_of(layer)},
            {"payloadHash", hash_of(payload)},
            {"signatures", json::array({json{{"signature", base64_encoded(signature)},
                                             {"verifier", base64_encoded(verifier_pem)}}})}};
  json content = {{"hash", hash_of(layer)}, {"payloadHash", hash_of(payload)}};
  if (entry == LayerEntry::intoto_1)
    return {{"content", content}, {"publicKey", base64_encoded(verifier_pem)}};
  content["envelope"] = {
      {"payloadType", "application/vnd.in-toto+json"},
      {"signatures", json::array({json{{"sig", base64_encoded(base64_encoded(signature))},
                                       {"publicKey", base64_encoded(verifier_pem)}}})}};
  return {{"content", content}};
}

std::string first_signature(const json& envelope) {
  return base64_decoded(envelope["signatures"][0]["sig"].get<std::string>()).value();
}

}  // namespace

void Sigstore::log_layer(Layer& layer, std::string_view payload, const std::string& signature,
                         const std::string& verifier_pem, LayerEntry entry) const {
  if (entry == LayerEntry::none) return;
  const std::string body =
      json{{"apiVersion", entry == LayerEntry::intoto_2 ? "0.0.2" : "0.0.1"},
           {"kind", entry == LayerEntry::dsse_1 ? "dsse" : "intoto"},
           {"spec", spec_of(entry, layer.bytes, payload, signature, verifier_pem)}}
          .dump();
  layer.annotations["dev.sigstore.cosign/bundle"] = json{
      {"SignedEntryTimestamp", base64_encoded(promise(body))},
      {"Payload",
       {{"body", base64_encoded(body)},
        {"integratedTime", made_at},
        {"logIndex", log_index},
        {"logID", hex_of(log_id())}}}}.dump();
}

Layer Sigstore::layer(std::string_view payload, LayerEntry entry,
                      const LeafOptions& options) const {
  const Leaf leaf = make_leaf(options);
  const json envelope = envelope_of(payload, leaf.key);
  const std::string pem = certificate_pem(leaf.certificate);
  Layer layer{.bytes = envelope.dump(),
              .annotations = {{"dev.cosignproject.cosign/signature", ""},
                              {"predicateType", "https://cyclonedx.org/bom"},
                              {"dev.sigstore.cosign/certificate", pem},
                              {"dev.sigstore.cosign/chain", certificate_pem(authority_)}}};
  log_layer(layer, payload, first_signature(envelope), pem, entry);
  layer.annotations["dev.sigstore.cosign/rfc3161timestamp"] =
      json{{"SignedRFC3161Timestamp", base64_encoded(timestamp(layer.bytes))}}.dump();
  return layer;
}

Layer Sigstore::key_layer(std::string_view payload, const TestKey& key, LayerEntry entry) const {
  const json envelope = envelope_of(payload, key);
  Layer layer{.bytes = envelope.dump(),
              .annotations = {{"dev.cosignproject.cosign/signature", ""},
                              {"predicateType", "https://cyclonedx.org/bom"}}};
  log_layer(layer, payload, first_signature(envelope), public_pem(key), entry);
  return layer;
}

}  // namespace prodparity::test
