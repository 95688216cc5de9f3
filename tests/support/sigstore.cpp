#include "tests/support/sigstore.h"

#include "core/attest/crypto.h"
#include "core/base64.h"
#include "core/hex.h"

#include <openssl/bio.h>
#include <openssl/ct.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <utility>

namespace prodparity::test {
namespace {

using attest::Owned;
using attest::sha256;
using nlohmann::json;

constexpr std::int64_t day = 86'400;
constexpr const char* log_host = "rekor.example";
constexpr const char* log_tree = "rekor.example - 1193050959916656506";

void need(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("test sigstore: ") + what);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

template <class T>
std::string der_of(T* object, int (*write)(T*, unsigned char**)) {
  unsigned char* der = nullptr;
  const int size = write(object, &der);
  need(size > 0, "DER");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string certificate_der(const TestCertificate& certificate) {
  return der_of<X509>(certificate.get(),
                      [](X509* one, unsigned char** der) { return i2d_X509(one, der); });
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  need(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

void add_raw_extension(X509* certificate, const char* oid, const std::string& der) {
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> object(OBJ_txt2obj(oid, 1));
  const Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> data(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(data.get(), bytes_of(der), static_cast<int>(der.size()));
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, data.get()));
  need(X509_add_ext(certificate, extension.get(), -1) == 1, oid);
}

std::string utf8_der(const std::string& text) {
  const Owned<ASN1_UTF8STRING, ASN1_UTF8STRING_free> value(ASN1_UTF8STRING_new());
  ASN1_STRING_set(value.get(), text.data(), static_cast<int>(text.size()));
  return der_of<ASN1_UTF8STRING>(value.get(), [](ASN1_UTF8STRING* one, unsigned char** der) {
    return i2d_ASN1_UTF8STRING(one, der);
  });
}

// Signed by the issuer, or by itself where there is none.
struct Issuer {
  TestKey key;
  TestCertificate certificate;  // null: itself
};
TestCertificate make_certificate(const std::string& name, const TestKey& key, const Issuer& issuer,
                                 std::int64_t from, std::int64_t until,
                                 const std::function<void(X509*)>& extend) {
  static long serial = 0;
  TestCertificate certificate(X509_new(), X509_free);
  X509* const one = certificate.get();
  X509_set_version(one, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(one), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(one), from);
  ASN1_TIME_set(X509_getm_notAfter(one), until);
  if (!name.empty())
    X509_NAME_add_entry_by_txt(X509_get_subject_name(one), "CN", MBSTRING_UTF8, bytes_of(name),
                               static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(one,
                       X509_get_subject_name(issuer.certificate ? issuer.certificate.get() : one));
  X509_set_pubkey(one, key.get());
  extend(one);
  need(X509_sign(one, issuer.key.get(), EVP_sha256()) > 0, "signing a certificate");
  return certificate;
}

TestCertificate make_authority(const std::string& name, const TestKey& key, std::int64_t until) {
  return make_certificate(name, key, {.key = key, .certificate = {}}, made_at - 900 * day, until,
                          [](X509* one) {
                            add_extension(one, NID_basic_constraints, "critical,CA:TRUE");
                            add_extension(one, NID_key_usage, "critical,keyCertSign,cRLSign");
                          });
}

std::string big_endian(std::uint64_t number, unsigned size) {
  std::string bytes;
  for (unsigned i = size; i-- > 0;)
    bytes += static_cast<char>(number >> (8U * i) & 255U);
  return bytes;
}

// One SCT in a list, as RFC 6962 has it in an extension.
void add_sct(X509* certificate, const std::string& issuer_spki, const TestKey& log) {
  const std::string tbs = der_of<X509>(
      certificate, [](X509* one, unsigned char** der) { return i2d_re_X509_tbs(one, der); });
  const std::uint64_t made = static_cast<std::uint64_t>(made_at) * 1'000;
  const std::string message = std::string(2, '\0') + big_endian(made, 8) + big_endian(1, 2) +
                              sha256(issuer_spki) + big_endian(tbs.size(), 3) + tbs +
                              big_endian(0, 2);
  const std::string signature = sign(log, message);
  const std::string sct = std::string(1, '\0') + sha256(public_der(log)) + big_endian(made, 8) +
                          big_endian(0, 2) + "\x04\x03" + big_endian(signature.size(), 2) +
                          signature;
  const std::string list = big_endian(sct.size() + 2, 2) + big_endian(sct.size(), 2) + sct;
  const Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> wrapped(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(wrapped.get(), bytes_of(list), static_cast<int>(list.size()));
  add_raw_extension(
      certificate, "1.3.6.1.4.1.11129.2.4.2",
      der_of<ASN1_OCTET_STRING>(wrapped.get(), [](ASN1_OCTET_STRING* one, unsigned char** der) {
        return i2d_ASN1_OCTET_STRING(one, der);
      }));
}

json validity() {
  return {{"start", "2025-01-01T00:00:00Z"}, {"end", nullptr}};
}

json log_in_root(const TestKey& key, const std::string& url) {
  const std::string der = public_der(key);
  return {{"baseUrl", url},
          {"hashAlgorithm", "SHA2_256"},
          {"publicKey",
           {{"rawBytes", base64_encoded(der)},
            {"keyDetails", "PKIX_ECDSA_P256_SHA_256"},
            {"validFor", validity()}}},
          {"logId", {{"keyId", base64_encoded(sha256(der))}}}};
}

json authority_in_root(const std::vector<TestCertificate>& chain) {
  json certificates = json::array();
  for (const TestCertificate& certificate : chain)
    certificates.push_back({{"rawBytes", base64_encoded(certificate_der(certificate))}});
  return {{"certChain", {{"certificates", certificates}}}, {"validFor", validity()}};
}

}  // namespace

TestKey make_key(const std::string& kind) {
  EVP_PKEY* key = nullptr;
  if (kind == "ED25519") {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  } else if (kind.starts_with("RSA-")) {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::stoul(kind.substr(4)));
  } else {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind.c_str());
  }
  need(key != nullptr, kind.c_str());
  return {key, EVP_PKEY_free};
}

std::string public_pem(const TestKey& key) {
  const Owned<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  return text_of(bio.get());
}

std::string public_der(const TestKey& key) {
  return der_of<EVP_PKEY>(key.get(),
                          [](EVP_PKEY* one, unsigned char** der) { return i2d_PUBKEY(one, der); });
}

std::string certificate_pem(const TestCertificate& certificate) {
  const Owned<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate.get());
  return text_of(bio.get());
}

std::string sign(const TestKey& key, std::string_view message, Hash hash) {
  const EVP_MD* digest = EVP_sha256();
  if (EVP_PKEY_is_a(key.get(), "ED25519") == 1) digest = nullptr;
  if (hash == Hash::own && EVP_PKEY_is_a(key.get(), "EC") == 1) {
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits > 256) digest = bits > 384 ? EVP_sha512() : EVP_sha384();
  }
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  need(EVP_DigestSignInit(context.get(), &options, digest, nullptr, key.get()) == 1, "signing");
  if (hash == Hash::sha256_pss)
    need(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0, "PSS");
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size());
  std::string signature(size, '\0');
  need(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                      bytes_of(message), message.size()) == 1,
       "a signature");
  signature.resize(size);
  return signature;
}

std::string pae(std::string_view payload, std::string_view type) {
  return "DSSEv1 " + std::to_string(type.size()) + ' ' + std::string(type) + ' ' +
         std::to_string(payload.size()) + ' ' + std::string(payload);
}

std::string statement_about(std::string_view sha256, std::string_view predicate_type) {
  return json{{"_type", "https://in-toto.io/Statement/v1"},
              {"subject", json::array({json{{"name", "api"}, {"digest", {{"sha256", sha256}}}}})},
              {"predicateType", predicate_type},
              {"predicate", {{"bomFormat", "CycloneDX"}}}}
      .dump();
}

json envelope_of(std::string_view payload, const TestKey& key, Hash hash) {
  return {
      {"payloadType", "application/vnd.in-toto+json"},
      {"payload", base64_encoded(payload)},
      {"signatures", json::array({json{{"sig", base64_encoded(sign(key, pae(payload), hash))}}})}};
}

Sigstore::Sigstore(std::int64_t authorities_until)
    : authority_key_(make_key("P-256")),
      certificate_log_key_(make_key("P-256")),
      log_key_(make_key("P-256")),
      timestamp_key_(make_key("P-256")),
      timestamp_root_key_(make_key("P-256")),
      authority_(make_authority("authority", authority_key_, authorities_until)),
      timestamp_root_(
          make_authority("timestamp authority", timestamp_root_key_, made_at + 900 * day)) {
  timestamp_signer_ = make_certificate(
      "timestamps", timestamp_key_, {.key = timestamp_root_key_, .certificate = timestamp_root_},
      made_at - day, made_at + day, [](X509* one) {
        add_extension(one, NID_key_usage, "critical,digitalSignature");
        add_extension(one, NID_ext_key_usage, "critical,timeStamping");
      });
}

json Sigstore::trust_root() const {
  return {{"mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1"},
          {"tlogs", json::array({log_in_root(log_key_, std::string("https://") + log_host)})},
          {"ctlogs", json::array({log_in_root(certificate_log_key_, "https://ctfe.example/test")})},
          {"certificateAuthorities", json::array({authority_in_root({authority_})})},
          {"timestampAuthorities",
           json::array({authority_in_root({timestamp_signer_, timestamp_root_})})}};
}

json Sigstore::trust_root_without_logs() const {
  json root = trust_root();
  root.erase("tlogs");
  root.erase("ctlogs");
  return root;
}

Sigstore::Leaf Sigstore::make_leaf(const LeafOptions& options) const {
  Leaf leaf{.key = make_key("P-256"), .certificate = {}};
  leaf.certificate = make_certificate(
      "", leaf.key, {.key = authority_key_, .certificate = authority_}, options.from, options.until,
      [&](X509* one) {
        add_extension(one, NID_key_usage, "critical,digitalSignature");
        add_extension(one, NID_ext_key_usage, options.extended_usage);
        std::string names = "critical,URI:" + options.identity;
        if (!options.second_identity.empty()) names += ",email:" + options.second_identity;
        add_extension(one, NID_subject_alt_name, names);
        add_raw_extension(one, "1.3.6.1.4.1.57264.1.8", utf8_der(options.issuer));
        if (!options.logged) return;
        // The log sees what is signed, so its algorithm must stand in it.
        need(X509_sign(one, authority_key_.get(), EVP_sha256()) > 0, "a precertificate");
        add_sct(one, public_der(authority_key_), certificate_log_key_);
      });
  return leaf;
}

json Sigstore::log_entry(std::string_view payload, const std::string& signature,
                         const std::string& verifier_pem) const {
  const std::string body =
      json{{"apiVersion", "0.0.1"},
           {"kind", "dsse"},
           {"spec",
            {{"envelopeHash", {{"algorithm", "sha256"}, {"value", std::string(64, '0')}}},
             {"payloadHash", {{"algorithm", "sha256"}, {"value", hex_of(sha256(payload))}}},
             {"signatures", json::array({json{{"signature", base64_encoded(signature)},
                                              {"verifier", base64_encoded(verifier_pem)}}})}}}}
          .dump();
  const std::string id = log_id();
  // The second of three leaves.
  const std::string leaf = sha256(std::string(1, '\0') + body);
  const std::string left = sha256("another leaf");
  const std::string right = sha256("one more");
  const std::string root = sha256("\1" + sha256("\1" + left + leaf) + right);
  const std::string note =
      std::string(log_tree) + "\n3\n" + base64_encoded(root) + "\nTimestamp: 1\n";
  const std::string checkpoint = note + "\n\xE2\x80\x94 " + log_host + ' ' +
                                 base64_encoded(id.substr(0, 4) + sign(log_key_, note)) + '\n';
  return {{"logIndex", std::to_string(log_index)},
          {"logId", {{"keyId", base64_encoded(id)}}},
          {"kindVersion", {{"kind", "dsse"}, {"version", "0.0.1"}}},
          {"integratedTime", std::to_string(made_at)},
          {"inclusionPromise", {{"signedEntryTimestamp", base64_encoded(promise(body))}}},
          {"inclusionProof",
           {{"logIndex", "1"},
            {"rootHash", base64_encoded(root)},
            {"treeSize", "3"},
            {"hashes", json::array({base64_encoded(left), base64_encoded(right)})},
            {"checkpoint", {{"envelope", checkpoint}}}}},
          {"canonicalizedBody", base64_encoded(body)}};
}

std::string Sigstore::log_id() const {
  return sha256(public_der(log_key_));
}

std::string Sigstore::promise(const std::string& body) const {
  return sign(log_key_, R"({"body":")" + base64_encoded(body) + R"(","integratedTime":)" +
                            std::to_string(made_at) + R"(,"logID":")" + hex_of(log_id()) +
                            R"(","logIndex":)" + std::to_string(log_index) + '}');
}

json Sigstore::bundle(std::string_view payload, const LeafOptions& options) const {
  const Leaf leaf = make_leaf(options);
  const std::string signature = sign(leaf.key, pae(payload));
  json envelope = envelope_of(payload, leaf.key);
  envelope["signatures"][0]["sig"] = base64_encoded(signature);
  return {{"mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json"},
          {"verificationMaterial",
           {{"certificate", {{"rawBytes", base64_encoded(certificate_der(leaf.certificate))}}},
            {"tlogEntries",
             json::array({log_entry(payload, signature, certificate_pem(leaf.certificate))})},
            {"timestampVerificationData",
             {{"rfc3161Timestamps",
               json::array({json{{"signedTimestamp", base64_encoded(timestamp(signature))}}})}}}}},
          {"dsseEnvelope", envelope}};
}

json Sigstore::stamped_bundle(std::string_view payload, const LeafOptions& options) const {
  json one = bundle(payload, options);
  one["verificationMaterial"].erase("tlogEntries");
  return one;
}

json Sigstore::key_bundle(std::string_view payload, const TestKey& key) const {
  const json envelope = envelope_of(payload, key);
  const auto signature = base64_decoded(envelope["signatures"][0]["sig"].get<std::string>());
  return {
      {"mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json"},
      {"verificationMaterial",
       {{"publicKey", {{"hint", ""}}},
        {"tlogEntries", json::array({log_entry(payload, signature.value(), public_pem(key))})}}},
      {"dsseEnvelope", envelope}};
}

}  // namespace prodparity::test
