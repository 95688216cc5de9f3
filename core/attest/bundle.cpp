#include "core/attest/bundle.h"

#include "core/attest/crypto.h"
#include "core/attest/document.h"
#include "core/attest/envelope.h"
#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/log_content.h"
#include "core/attest/refused.h"
#include "core/attest/statement.h"
#include "core/attest/timestamp.h"
#include "core/attest/transparency_log.h"
#include "core/hex.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

// 1, 2 or 3 of bundle version 0.N.
int version_of(const std::string& media_type) {
  const std::string start = "application/vnd.dev.sigstore.bundle";
  if (media_type == start + "+json;version=0.1") return 1;
  if (media_type == start + "+json;version=0.2") return 2;
  if (media_type == start + "+json;version=0.3" || media_type == start + ".v0.3+json") return 3;
  refuse(Reason::unsupported, "a bundle of media type '" + media_type + "'");
}

// What it was signed with: a certificate, or a key that is only hinted at.
struct Material {
  std::optional<Certificate> leaf;
  std::string key_hint;
};

Certificate leaf_of_chain(const Fields& chain) {
  const std::vector<Fields> all = chain.objects("certificates", limits::certificates);
  if (all.empty()) refuse(Reason::malformed, chain.place_of("certificates") + " is empty");
  std::optional<Certificate> leaf;
  for (const Fields& fields : all) {
    Certificate certificate = Certificate::from_der(fields.bytes("rawBytes"));
    // Anchors come from the trust root alone; the members between are passed over.
    if (certificate.is_self_issued_authority())
      refuse(Reason::bad_certificate, fields.place_of("rawBytes") + " is a root certificate");
    if (!leaf) leaf = std::move(certificate);
  }
  return *std::move(leaf);
}

Material material_of(const Fields& fields, int version) {
  Material material;
  const std::optional<Fields> certificate = fields.optional_object("certificate");
  const std::optional<Fields> chain = fields.optional_object("x509CertificateChain");
  const std::optional<Fields> key = fields.optional_object("publicKey");
  if ((certificate ? 1 : 0) + (chain ? 1 : 0) + (key ? 1 : 0) != 1)
    refuse(Reason::malformed, "it must have one certificate, chain or key");
  if (key) material.key_hint = key->optional_text("hint");
  if (certificate) material.leaf = Certificate::from_der(certificate->bytes("rawBytes"));
  if (!chain) return material;
  if (version >= 3) refuse(Reason::malformed, "a bundle 0.3 has no chain");
  material.leaf = leaf_of_chain(*chain);
  return material;
}

std::string digest_bytes(const Artifact& artifact) {
  std::optional<std::string> digest = bytes_of_hex(artifact.sha256);
  if (!digest || digest->size() != 32)
    refuse(Reason::malformed, "what it must be of is no SHA-256");
  return *std::move(digest);
}

// What was signed.
struct Content {
  std::optional<Envelope> envelope;
  std::string signature;
};

Content content_of(const Fields& bundle, std::optional<Payload> payload, const Artifact& artifact) {
  const std::optional<Fields> envelope = bundle.optional_object("dsseEnvelope");
  const std::optional<Fields> message = bundle.optional_object("messageSignature");
  if (envelope.has_value() == message.has_value())
    refuse(Reason::malformed, "it must have one of dsseEnvelope and messageSignature");
  Content content;
  if (envelope) {
    content.envelope = read_envelope(*envelope, std::move(payload));
    if (content.envelope->signatures.size() != 1)
      refuse(Reason::signature_count,
             "it has " + std::to_string(content.envelope->signatures.size()));
    content.signature = content.envelope->signatures.front().signature;
    return content;
  }
  content.signature = message->bytes("signature");
  if (content.signature.empty()) refuse(Reason::bad_signature, "it is empty");
  if (const std::optional<Fields> digest = message->optional_object("messageDigest")) {
    // The digest is a hint, but one that is wrong is none of this file's.
    if (digest->text("algorithm") != "SHA2_256")
      refuse(Reason::unsupported, digest->place_of("algorithm") + " is not SHA2_256");
    if (hex_of(digest->bytes("digest")) != artifact.sha256)
      refuse(Reason::wrong_subject, "it is of another file");
  }
  return content;
}

// Views of the content and of the artifact.
Message message_of(const Content& content, const Artifact& artifact) {
  if (content.envelope) return Message::of_bytes(content.envelope->payload.signed_bytes());
  if (artifact.bytes) return Message::of_bytes(*artifact.bytes);
  return Message::of_digest(digest_bytes(artifact));
}

Signed signed_of(const Content& content, const Message& message, std::string key,
                 const Artifact& artifact) {
  const bool is_envelope = content.envelope.has_value();
  const Message file = Message::of_digest(digest_bytes(artifact));
  return {.is_envelope = is_envelope,
          .signature = content.signature,
          .key = std::move(key),
          .payload = is_envelope ? Message::of_bytes(content.envelope->payload.bytes()) : file,
          .message = is_envelope ? message : file};
}

// The times that the logs and timestamps vouch for.
struct Times {
  std::vector<std::int64_t> all;
  std::optional<std::int64_t> latest_timestamp;
  std::size_t log_entries = 0;
};

void check_logs(const Fields& material, int version, const TrustRoot& root, const Signed& content,
                Times& times) {
  std::set<std::pair<std::string, std::int64_t>> seen;
  for (const Fields& fields : material.objects("tlogEntries", limits::log_entries)) {
    const LogEntry entry = check_log_entry(fields, root.logs);
    if (!seen.emplace(entry.log_id, entry.index).second) refuse(Reason::duplicate_entry);
    if (version == 1 && !entry.is_promised)
      refuse(Reason::bad_promise, "a bundle 0.1 needs a signed entry timestamp");
    if (version > 1 && !entry.is_included) refuse(Reason::no_inclusion_proof);
    check_log_content(entry, content);
    // Without the promise nobody signed that time.
    if (entry.is_promised) times.all.push_back(entry.integrated);
    ++times.log_entries;
  }
}

void check_timestamps(const Fields& material, const TrustRoot& root, const std::string& signature,
                      Times& times) {
  const std::optional<Fields> data = material.optional_object("timestampVerificationData");
  if (!data) return;
  std::set<std::string> seen;
  for (const Fields& fields : data->objects("rfc3161Timestamps", limits::timestamps)) {
    const std::string response = fields.bytes("signedTimestamp");
    if (!seen.insert(response).second) refuse(Reason::duplicate_entry);
    const std::int64_t made = check_timestamp(response, signature, root.timestamp_authorities);
    times.all.push_back(made);
    times.latest_timestamp = std::max(times.latest_timestamp.value_or(made), made);
  }
}

void check_signer(const Certificate& leaf, const TrustRoot& root, const Policy& policy,
                  const Times& times, Verified& verified) {
  const Signer signer = signer_of(leaf);
  const Certificate issuer = check_chain(leaf, root.authorities, times.all);
  check_logged(leaf, issuer, root.certificate_logs);
  if (!policy.is_identity || !policy.is_identity(signer.identity))
    refuse(Reason::wrong_identity, "it is '" + signer.identity + "'");
  if (!policy.is_issuer || !policy.is_issuer(signer.issuer))
    refuse(Reason::wrong_issuer, "it is '" + signer.issuer + "'");
  verified.identity = signer.identity;
  verified.issuer = signer.issuer;
}

void read_payload(Content& content, const Artifact& artifact, Verified& verified) {
  if (!content.envelope) return;
  const Statement statement = read_statement(content.envelope->payload.bytes());
  check_subject(statement, artifact.sha256);
  verified.payload = std::move(content.envelope->payload).take();
  verified.predicate_type = statement.predicate_type;
}

// The configured key that made it; refused where none did.
const PublicKey& key_that_made(const std::string& signature, const Message& message,
                               const std::vector<PublicKey>& keys) {
  const auto found = std::ranges::find_if(
      keys, [&](const PublicKey& key) { return key.made(signature, message); });
  if (found == keys.end()) refuse(Reason::bad_signature);
  return *found;
}

void check_hint(const Material& material, const Content& content) {
  if (!content.envelope || material.key_hint.empty()) return;
  const std::string& key_id = content.envelope->signatures.front().key_id;
  if (!key_id.empty() && key_id != material.key_hint)
    refuse(Reason::malformed, "the envelope and the bundle name different keys");
}

Verified verify(Document document, const TrustRoot& root, const Policy& policy,
                const Artifact& artifact) {
  const Fields bundle = document.fields();
  const int version = version_of(bundle.text("mediaType"));
  const Fields fields = bundle.object("verificationMaterial");
  const Material material = material_of(fields, version);
  Content content = content_of(bundle, std::exchange(document.payload, {}), artifact);
  const Message message = message_of(content, artifact);
  if (material.leaf && !policy.keys.empty()) refuse(Reason::not_by_key);
  if (!material.leaf && policy.keys.empty()) refuse(Reason::no_key);

  std::string key_der;
  if (material.leaf) {
    if (!material.leaf->key().made(content.signature, message)) refuse(Reason::bad_signature);
    key_der = material.leaf->der();
  } else {
    check_hint(material, content);
    key_der = key_that_made(content.signature, message, policy.keys).spki();
  }
  Times times;
  check_logs(fields, version, root, signed_of(content, message, key_der, artifact), times);
  if (times.log_entries == 0 && material.leaf) refuse(Reason::no_log_entry);
  check_timestamps(fields, root, content.signature, times);

  Verified verified{.log_entries = times.log_entries};
  if (material.leaf) check_signer(*material.leaf, root, policy, times, verified);
  read_payload(content, artifact, verified);
  if (!times.all.empty()) {
    verified.signed_at = *std::ranges::max_element(times.all);
    verified.time_source =
        times.latest_timestamp == verified.signed_at ? TimeSource::timestamp : TimeSource::log;
  }
  return verified;
}

}  // namespace

Checked<PublicKey> read_key(std::string_view pem) {
  return checked([&] { return PublicKey::from_pem(pem); });
}

std::function<bool(std::string_view)> exactly(std::string text) {
  return [wanted = std::move(text)](std::string_view found) {
    return !wanted.empty() && found == wanted;
  };
}

Checked<Verified> verify_bundle(ByteSource& source, const TrustRoot& root, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes) {
  return checked([&] {
    static_cast<void>(digest_bytes(artifact));  // first: it is the caller's
    return verify(
        read_document(source, {.path = {"dsseEnvelope", "payload"}}, "the bundle", expected_bytes),
        root, policy, artifact);
  });
}

Checked<Verified> verify_bundle(std::string_view bytes, const TrustRoot& root, const Policy& policy,
                                const Artifact& artifact) {
  WholeText source(bytes);
  return verify_bundle(source, root, policy, artifact, bytes.size());
}

Checked<Verified> verify_envelope(ByteSource& source, const Policy& policy,
                                  const Artifact& artifact, std::size_t expected_bytes) {
  return checked([&] {
    static_cast<void>(digest_bytes(artifact));
    if (policy.keys.empty()) refuse(Reason::no_key);
    Document document =
        read_document(source, {.path = {"payload"}}, "the envelope", expected_bytes);
    Content content{
        .envelope = read_envelope(document.fields(), std::exchange(document.payload, {})),
        .signature = {}};
    const Message message = message_of(content, artifact);
    // Any one of its signatures suffices.
    const auto is_made = [&](const EnvelopeSignature& signature) {
      return std::ranges::any_of(policy.keys, [&](const PublicKey& key) {
        return key.made(signature.signature, message);
      });
    };
    if (std::ranges::none_of(content.envelope->signatures, is_made)) refuse(Reason::bad_signature);
    Verified verified;
    read_payload(content, artifact, verified);
    return verified;
  });
}

Checked<Verified> verify_envelope(std::string_view bytes, const Policy& policy,
                                  const Artifact& artifact) {
  WholeText source(bytes);
  return verify_envelope(source, policy, artifact, bytes.size());
}

}  // namespace prodparity::attest
