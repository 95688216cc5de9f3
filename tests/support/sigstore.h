#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;
struct x509_st;

namespace prodparity::test {

// A whole Sigstore of our own: an authority for certificates, a certificate log, a transparency log
// and a timestamp authority, with the trust root that names them. What it makes is what Fulcio,
// Rekor and a timestamp authority make, but for the keys.
using TestKey = std::shared_ptr<evp_pkey_st>;
using TestCertificate = std::shared_ptr<x509_st>;

// "P-256", "P-384", "P-521", "secp256k1", "ED25519", "RSA-2048", "RSA-1024"
TestKey make_key(const std::string& kind);
std::string public_pem(const TestKey& key);
std::string public_der(const TestKey& key);
std::string certificate_pem(const TestCertificate& certificate);
enum class Hash { own, sha256, sha256_pss };
std::string sign(const TestKey& key, std::string_view message, Hash hash = Hash::own);

std::string pae(std::string_view payload, std::string_view type = "application/vnd.in-toto+json");
std::string statement_about(std::string_view sha256,
                            std::string_view predicate_type = "https://cyclonedx.org/bom");
nlohmann::json envelope_of(std::string_view payload, const TestKey& key, Hash hash = Hash::own);

// 2026-11-20T12:00:00Z: when all of it was made.
inline constexpr std::int64_t made_at = 1'795'176'000;

struct LeafOptions {
  std::string identity =
      "https://github.com/acme/api/.github/workflows/release.yml@refs/heads/main";
  std::string issuer = "https://token.actions.githubusercontent.com";
  std::string second_identity;  // empty: none
  std::string extended_usage = "codeSigning";
  bool logged = true;                // an SCT is in it
  std::int64_t from = made_at - 60;  // seconds since 1970
  std::int64_t until = made_at + 540;
};

// A layer as cosign before 3 pushes it, with its annotations.
struct Layer {
  std::string bytes;
  std::map<std::string, std::string, std::less<>> annotations;
};
enum class LayerEntry { none, dsse_1, intoto_1, intoto_2 };

class Sigstore {
 public:
  // Its authorities end then, in seconds since 1970.
  explicit Sigstore(std::int64_t authorities_until = made_at + 77'760'000);

  nlohmann::json trust_root() const;
  // Of the payload: bundle 0.3 with a log entry of dsse 0.0.1, its promise, its proof, and a
  // timestamp.
  nlohmann::json bundle(std::string_view payload, const LeafOptions& options = {}) const;
  // The same signed with a key alone, in the log.
  nlohmann::json key_bundle(std::string_view payload, const TestKey& key) const;
  // As GitHub's own instance makes them: with a timestamp alone, and the root that has no logs.
  nlohmann::json stamped_bundle(std::string_view payload, const LeafOptions& options = {}) const;
  nlohmann::json trust_root_without_logs() const;
  // Likewise, of a document's bytes, as `cosign sign-blob` leaves it; with a key nothing vouches
  // for a time.
  nlohmann::json document_bundle(std::string_view document, const LeafOptions& options = {}) const;
  static nlohmann::json key_document_bundle(std::string_view document, const TestKey& key);

  // What the log really holds: dsse 0.0.1 of these three.
  nlohmann::json log_entry(std::string_view payload, const std::string& signature,
                           const std::string& verifier_pem) const;
  // RFC 3161, at made_at + 1.
  std::string timestamp(std::string_view message) const;

  Layer layer(std::string_view payload, LayerEntry entry = LayerEntry::dsse_1,
              const LeafOptions& options = {}) const;
  Layer key_layer(std::string_view payload, const TestKey& key,
                  LayerEntry entry = LayerEntry::none) const;

 private:
  struct Leaf {
    TestKey key;
    TestCertificate certificate;
  };
  Leaf make_leaf(const LeafOptions& options) const;
  // The signed entry timestamp of an entry with this body, and where the entry is.
  std::string promise(const std::string& body) const;
  std::string log_id() const;
  static constexpr int log_index = 41;
  void log_layer(Layer& layer, std::string_view payload, const std::string& signature,
                 const std::string& verifier_pem, LayerEntry entry) const;

  TestKey authority_key_, certificate_log_key_, log_key_, timestamp_key_, timestamp_root_key_;
  TestCertificate authority_, timestamp_signer_, timestamp_root_;
};

}  // namespace prodparity::test
