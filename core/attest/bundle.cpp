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
#include "core/attest/witnesses.h"
#include "core/hex.h"

#include <cstddef>
#include <optional>
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
  return Message::of_digest(digest_of(artifact));
}

Signed signed_of(const Content& content, const Message& message, std::string key,
                 const Artifact& artifact) {
  const bool is_envelope = content.envelope.has_value();
  const Message file = Message::of_digest(digest_of(artifact));
  return {.is_envelope = is_envelope,
          .signature = content.signature,
          .key = std::move(key),
          .payload = is_envelope ? Message::of_bytes(content.envelope->payload.bytes()) : file,
          .message = is_envelope ? message : file};
}

void add_logs(const Fields& material, int version, const TrustRoot& root, const Signed& content,
              Witnesses& witnesses) {
  for (const Fields& fields : material.objects("tlogEntries", limits::log_entries)) {
    const LogEntry entry = check_log_entry(fields, root.logs);
    witnesses.add(entry);
    if (version == 1 && !entry.is_promised)
      refuse(Reason::bad_promise, "a bundle 0.1 needs a signed entry timestamp");
    if (version > 1 && !entry.is_included) refuse(Reason::no_inclusion_proof);
    check_log_content(entry, content);
  }
}

void add_timestamps(const Fields& material, const TrustRoot& root, const std::string& signature,
                    Witnesses& witnesses) {
  const std::optional<Fields> data = material.optional_object("timestampVerificationData");
  if (!data) return;
  for (const Fields& fields : data->objects("rfc3161Timestamps", limits::timestamps)) {
    const std::string response = fields.bytes("signedTimestamp");
    witnesses.add(check_timestamp(response, signature, root.timestamp_authorities), response);
  }
}

void check_hint(const Material& material, const Content& content) {
  if (!content.envelope || material.key_hint.empty()) return;
  const std::string& key_id = content.envelope->signatures.front().key_id;
  if (!key_id.empty() && key_id != material.key_hint)
    refuse(Reason::malformed, "the envelope and the bundle name different keys");
}

Verified verify(Document document, const TrustRoots& roots, const Policy& policy,
                const Artifact& artifact) {
  const Fields bundle = document.fields();
  const int version = version_of(bundle.text("mediaType"));
  const Fields fields = bundle.object("verificationMaterial");
  Material material = material_of(fields, version);
  Content content = content_of(bundle, std::exchange(document.payload, {}), artifact);
  const Message message = message_of(content, artifact);
  check_hint(material, content);
  const SignedBy by = check_signature(std::move(material.leaf), content.signature, message, policy);
  const Signed of = signed_of(content, message, by.der(), artifact);
  Verified verified = check_witnessed(roots, by, policy, [&](const TrustRoot& root) {
    Witnesses witnesses;
    add_logs(fields, version, root, of, witnesses);
    add_timestamps(fields, root, content.signature, witnesses);
    return witnesses;
  });
  if (content.envelope) take_statement(*std::move(content.envelope), artifact, verified);
  return verified;
}

}  // namespace

Checked<Verified> verify_bundle(ByteSource& source, const TrustRoots& roots, const Policy& policy,
                                const Artifact& artifact, std::size_t expected_bytes) {
  return checked([&] {
    static_cast<void>(digest_of(artifact));  // first: it is the caller's
    return verify(
        read_document(source, {.path = {"dsseEnvelope", "payload"}}, "the bundle", expected_bytes),
        roots, policy, artifact);
  });
}

Checked<Verified> verify_bundle(std::string_view bytes, const TrustRoots& roots,
                                const Policy& policy, const Artifact& artifact) {
  WholeText source(bytes);
  return verify_bundle(source, roots, policy, artifact, bytes.size());
}

std::string predicate_type_of(std::string_view statement) {
  const Checked<std::string> type =
      checked([&] { return read_statement(statement).predicate_type; });
  return type.has_value() ? *type : std::string();
}

Checked<Verified> read_statement_unsafe(std::string_view bytes) {
  return checked([&] {
    const auto taken = [&](const Path& path, const char* envelope_at) {
      WholeText source(bytes);
      Document document = read_document(source, {.path = path}, "the document", bytes.size());
      std::optional<Payload> payload = std::exchange(document.payload, {});
      const Fields fields =
          envelope_at == nullptr ? document.fields() : document.fields().object(envelope_at);
      return read_envelope(fields, std::move(payload));
    };
    const bool is_bundle = [&] {
      WholeText source(bytes);
      return read_document(source, {.path = {"dsseEnvelope"}, .as = LargePlace::As::skipped},
                           "the document", bytes.size())
          .fields()
          .has("verificationMaterial");
    }();
    Envelope envelope = is_bundle ? taken({"dsseEnvelope", "payload"}, "dsseEnvelope")
                                  : taken({"payload"}, nullptr);
    Verified unchecked;
    unchecked.predicate_type = read_statement(envelope.payload.bytes()).predicate_type;
    unchecked.payload = std::move(envelope.payload).take();
    return unchecked;
  });
}

Checked<Verified> verify_envelope(ByteSource& source, const Policy& policy,
                                  const Artifact& artifact, std::size_t expected_bytes) {
  return checked([&] {
    static_cast<void>(digest_of(artifact));
    if (policy.keys.empty()) refuse(Reason::no_key);
    Document document =
        read_document(source, {.path = {"payload"}}, "the envelope", expected_bytes);
    Envelope envelope = read_envelope(document.fields(), std::exchange(document.payload, {}));
    const SignedBy by = check_any_signature({}, envelope, policy).by;
    Verified verified =
        check_witnessed({}, by, policy, [](const TrustRoot&) { return Witnesses(); });
    take_statement(std::move(envelope), artifact, verified);
    return verified;
  });
}

Checked<Verified> verify_envelope(std::string_view bytes, const Policy& policy,
                                  const Artifact& artifact) {
  WholeText source(bytes);
  return verify_envelope(source, policy, artifact, bytes.size());
}

}  // namespace prodparity::attest
