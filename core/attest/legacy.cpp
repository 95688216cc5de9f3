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
#include <openssl/evp.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

std::optional<std::string> timestamp_of(const Annotations& annotations) {
  const auto text = annotation(annotations, "dev.sigstore.cosign/rfc3161timestamp");
  if (!text) return std::nullopt;
  const nlohmann::json document = parse_document(*text, limits::annotation_bytes, "the timestamp");
  return Fields(document, "").bytes("SignedRFC3161Timestamp");
}

// A layer on its way to its reader: its digests by SHA-256, which logs have, and by the hash of its
// timestamp, are taken as it passes, so that its bytes need not be kept.
class HashedLayer final : public ByteSource {
 public:
  // Of annotations that are damaged nothing is needed: they are refused where they are looked at.
  HashedLayer(ByteSource& source, const Annotations& annotations) : source_(source) {
    const Checked<const EVP_MD*> stamped = checked([&]() -> const EVP_MD* {
      const std::optional<std::string> response = timestamp_of(annotations);
      return response ? hash_of_timestamp(*response) : EVP_sha256();
    });
    begin(EVP_sha256());
    if (stamped && *stamped != EVP_sha256()) begin(*stamped);
  }

  Result<std::string_view> next() override {
    Result<std::string_view> part = source_.next();
    if (!part) return part;
    for (const Context& context : contexts_)
      EVP_DigestUpdate(context.get(), part->data(), part->size());
    return part;
  }

  // Once it has passed. Empty: by another hash.
  std::string digest_by(const EVP_MD* hash) const {
    for (const Context& context : contexts_) {
      if (EVP_MD_get_type(EVP_MD_CTX_get0_md(context.get())) != EVP_MD_get_type(hash)) continue;
      const Context end(EVP_MD_CTX_new());  // others ask too: it is asked of a copy
      std::string digest(EVP_MAX_MD_SIZE, '\0');
      unsigned size = 0;
      EVP_MD_CTX_copy_ex(end.get(), context.get());
      EVP_DigestFinal_ex(end.get(), reinterpret_cast<unsigned char*>(digest.data()), &size);
      digest.resize(size);
      return digest;
    }
    return {};
  }

 private:
  using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
  void begin(const EVP_MD* hash) {
    contexts_.emplace_back(EVP_MD_CTX_new());
    EVP_DigestInit_ex(contexts_.back().get(), hash, nullptr);
  }

  ByteSource& source_;
  std::vector<Context> contexts_;
};

void add_timestamp(const Annotations& annotations, const HashedLayer& layer, const TrustRoot& root,
                   Witnesses& witnesses) {
  const std::optional<std::string> response = timestamp_of(annotations);
  if (!response) return;
  const DigestBy digest_by = [&](const EVP_MD* hash) { return layer.digest_by(hash); };
  witnesses.add(check_timestamp(*response, digest_by, root.timestamp_authorities), *response);
}

Verified verify(ByteSource& source, const Annotations& annotations, const TrustRoots& roots,
                const Policy& policy, const Artifact& artifact, std::size_t expected_bytes) {
  check_size(annotations);
  HashedLayer layer(source, annotations);
  Document document = read_document(layer, {.path = {"payload"}}, "the layer", expected_bytes);
  Envelope envelope = read_envelope(document.fields(), std::exchange(document.payload, {}));
  const CheckedEnvelope good = check_any_signature(leaf_of(annotations), envelope, policy);
  const Signed of{.is_envelope = true,
                  .signature = good.signature,
                  .key = good.by.der(),
                  .payload = Message::of_bytes(envelope.payload.bytes()),
                  .message = Message::of_bytes(envelope.payload.signed_bytes()),
                  .envelope = Message::of_digest(layer.digest_by(EVP_sha256()))};
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

Checked<Verified> verify_legacy(ByteSource& layer, const Annotations& annotations,
                                const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes) {
  return checked([&] {
    static_cast<void>(digest_of(artifact));  // first: it is the caller's
    return verify(layer, annotations, roots, policy, artifact, expected_bytes);
  });
}

Checked<Verified> verify_legacy(std::string_view layer, const Annotations& annotations,
                                const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact) {
  WholeText source(layer);
  return verify_legacy(source, annotations, roots, policy, artifact, layer.size());
}

}  // namespace prodparity::attest
