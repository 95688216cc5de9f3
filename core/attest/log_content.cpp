#include "core/attest/log_content.h"

#include "core/attest/crypto.h"
#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/hex.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

// What an entry says that it is of.
struct Content {
  std::optional<std::string> signature;  // nothing: it is bound by the envelope's digest alone
  std::string key;
  std::optional<std::string> digest;  // of the payload, or of what was signed
  bool is_signed_digest = false;
  std::optional<std::string> envelope_digest = {};
};

std::string from_hex(std::string_view text, const std::string& place) {
  std::optional<std::string> bytes = bytes_of_hex(text);
  if (!bytes) refuse(Reason::malformed, place + " is no lower-case hexadecimal");
  return *std::move(bytes);
}

// {"algorithm":"sha256","value":HEX}
std::string sha256_of(const Fields& hash) {
  if (hash.text("algorithm") != "sha256")
    refuse(Reason::unsupported, hash.place_of("algorithm") + " is not sha256");
  return from_hex(hash.text("value"), hash.place_of("value"));
}

std::optional<std::string> optional_sha256(const Fields& fields, const char* key) {
  const std::optional<Fields> hash = fields.optional_object(key);
  return hash ? std::optional(sha256_of(*hash)) : std::nullopt;
}

Fields only_signature(const Fields& fields) {
  const std::vector<Fields> all = fields.objects("signatures", limits::log_entries);
  if (all.size() != 1)
    refuse(Reason::other_entry,
           "the entry has " + std::to_string(all.size()) + " signatures, not one");
  return all.front();
}

Content hashedrekord_1(const Fields& spec) {
  const Fields signature = spec.object("signature");
  return {.signature = signature.bytes("content"),
          .key = pem_to_der(signature.object("publicKey").bytes("content")),
          .digest = sha256_of(spec.object("data").object("hash"))};
}

Content dsse_1(const Fields& spec) {
  const Fields signature = only_signature(spec);
  return {.signature = signature.bytes("signature"),
          .key = pem_to_der(signature.bytes("verifier")),
          .digest = sha256_of(spec.object("payloadHash")),
          .envelope_digest = optional_sha256(spec, "envelopeHash")};
}

Content intoto_1(const Fields& spec) {
  const Fields content = spec.object("content");
  return {.signature = {},
          .key = pem_to_der(spec.bytes("publicKey")),
          .digest = optional_sha256(content, "payloadHash"),
          .envelope_digest = sha256_of(content.object("hash"))};
}

Content intoto_2(const Fields& spec) {
  const Fields content = spec.object("content");
  const Fields signature = only_signature(content.object("envelope"));
  return {.signature = decoded(signature.bytes("sig"), signature.place_of("sig")),  // twice, really
          .key = pem_to_der(signature.bytes("publicKey")),
          .digest = sha256_of(content.object("payloadHash")),
          .envelope_digest = optional_sha256(content, "hash")};
}

std::string key_of(const Fields& verifier) {
  const std::optional<Fields> certificate = verifier.optional_object("x509Certificate");
  return (certificate ? *certificate : verifier.object("publicKey")).bytes("rawBytes");
}

// {"algorithm":"SHA2_256","digest":BASE64}
std::string digest_of(const Fields& hash) {
  if (hash.text("algorithm") != "SHA2_256")
    refuse(Reason::unsupported, hash.place_of("algorithm") + " is not SHA2_256");
  return hash.bytes("digest");
}

Content hashedrekord_2(const Fields& spec) {
  const Fields entry = spec.object("hashedRekordV002");
  const Fields signature = entry.object("signature");
  return {.signature = signature.bytes("content"),
          .key = key_of(signature.object("verifier")),
          .digest = digest_of(entry.object("data")),
          .is_signed_digest = true};
}

Content dsse_2(const Fields& spec) {
  const Fields entry = spec.object("dsseV002");
  const Fields signature = only_signature(entry);
  return {.signature = signature.bytes("content"),
          .key = key_of(signature.object("verifier")),
          .digest = digest_of(entry.object("payloadHash"))};
}

struct Kind {
  std::string_view kind;
  std::string_view version;
  Content (*read)(const Fields& spec);
  bool of_files;
  bool of_bundles;  // with an envelope
  bool of_layers;
};

constexpr std::array kinds = {Kind{"hashedrekord", "0.0.1", hashedrekord_1, true, false, false},
                              Kind{"hashedrekord", "0.0.2", hashedrekord_2, true, true, false},
                              Kind{"dsse", "0.0.1", dsse_1, false, true, true},
                              Kind{"dsse", "0.0.2", dsse_2, false, true, false},
                              Kind{"intoto", "0.0.1", intoto_1, false, false, true},
                              Kind{"intoto", "0.0.2", intoto_2, false, true, true}};

const Kind& kind_of(const std::string& name, const std::string& version, const Signed& signed_) {
  for (const Kind& kind : kinds) {
    if (kind.kind != name || kind.version != version) continue;
    const bool of_envelope = signed_.envelope ? kind.of_layers : kind.of_bundles;
    if (signed_.is_envelope ? of_envelope : kind.of_files) return kind;
    refuse(Reason::other_entry, "the entry is of another kind of content");
  }
  refuse(Reason::unsupported, "a log entry of kind '" + name + "' " + version);
}

}  // namespace

void check_log_content(const LogEntry& entry, const Signed& bundle) {
  const nlohmann::json document =
      parse_document(entry.body, limits::bundle_bytes, "the log entry's body");
  const Fields body(document, "body");
  const std::string kind = body.text("kind");
  const std::string version = body.text("apiVersion");
  if (kind != entry.kind || version != entry.version)
    refuse(Reason::other_entry, "its body is of another kind than it says");
  const Content content = kind_of(kind, version, bundle).read(body.object("spec"));
  if (bundle.envelope && content.envelope_digest != bundle.envelope->digest())
    refuse(Reason::other_entry, "the entry is of another envelope");
  if (content.signature && *content.signature != bundle.signature)
    refuse(Reason::other_entry, "the entry is of another signature");
  if (content.key != bundle.key) refuse(Reason::other_entry, "the entry is of another key");
  if (content.digest &&
      *content.digest != (content.is_signed_digest ? bundle.message : bundle.payload).digest())
    refuse(Reason::other_entry, "the entry is of another content");
}

}  // namespace prodparity::attest
