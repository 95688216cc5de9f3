#include "core/attest/crypto.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::attest {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using Bio = Owned<BIO, BIO_free>;
Bio reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  const Owned<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner(der);
  if (size <= 0) refuse(Reason::bad_key, "it cannot be written as SPKI");
  return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
}

bool is_on_known_curve(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return false;
  const std::string_view curve(name.data(), size);
  return curve == "prime256v1" || curve == "P-256" || curve == "secp384r1" || curve == "P-384" ||
         curve == "secp521r1" || curve == "P-521";
}

void check_kind(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return;
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    if (is_on_known_curve(key)) return;
    refuse(Reason::bad_key, "its curve is none of P-256, P-384 and P-521");
  }
  if (EVP_PKEY_is_a(key, "RSA") != 1)
    refuse(Reason::bad_key, "it is none of ECDSA, Ed25519 and RSA");
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < limits::smallest_rsa_bits || bits > limits::largest_rsa_bits)
    refuse(Reason::bad_key, "RSA of " + std::to_string(bits) + " bits");
}

// `hash` null: the algorithm has its own.
bool verifies(EVP_PKEY* key, const EVP_MD* hash, std::string_view signature,
              std::string_view message) {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  const bool good = EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                     bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

enum class RsaPadding { pkcs1, pss };

// ECDSA or RSA over this SHA-256.
bool verifies_digest(EVP_PKEY* key, std::string_view signature, std::string_view digest,
                     RsaPadding padding = RsaPadding::pkcs1) {
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key, nullptr));
  EVP_PKEY_CTX* const options = context.get();
  bool good = EVP_PKEY_verify_init(options) == 1;
  if (good && padding == RsaPadding::pss)
    good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_AUTO) > 0;
  good = good && EVP_PKEY_CTX_set_signature_md(options, EVP_sha256()) == 1 &&
         EVP_PKEY_verify(options, bytes_of(signature), signature.size(), bytes_of(digest),
                         digest.size()) == 1;
  ERR_clear_error();
  return good;
}

const EVP_MD* own_hash(const EVP_PKEY* ecdsa) {
  const int bits = EVP_PKEY_get_bits(ecdsa);
  if (bits > 384) return EVP_sha512();
  return bits > 256 ? EVP_sha384() : EVP_sha256();
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes_of(bytes), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

PublicKey::PublicKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {
  ERR_clear_error();
  if (!key_) refuse(Reason::bad_key, "it cannot be read");
  check_kind(key_.get());
  spki_ = spki_of(key_.get());
}

PublicKey PublicKey::from_spki(std::string_view der) {
  const auto size = static_cast<long>(der.size());
  const unsigned char* at = bytes_of(der);
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, size);
  if (key == nullptr) {
    at = bytes_of(der);
    key = d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size);
  }
  std::shared_ptr<EVP_PKEY> owned(key, EVP_PKEY_free);
  if (owned && at != bytes_of(der) + der.size()) refuse(Reason::bad_key, "there is more behind it");
  return PublicKey(std::move(owned));
}

PublicKey PublicKey::from_pem(std::string_view text) {
  if (text.size() > limits::key_bytes) refuse(Reason::too_large, "the key's file");
  const Bio bio = reading(text);
  return PublicKey({PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free});
}

PublicKey PublicKey::from_certificate(const X509* certificate) {
  return PublicKey({X509_get_pubkey(const_cast<X509*>(certificate)), EVP_PKEY_free});
}

bool PublicKey::is(const char* kind) const {
  return EVP_PKEY_is_a(key_.get(), kind) == 1;
}

const std::string& Message::digest() const {
  if (!digest_) digest_ = sha256(*bytes_);
  return *digest_;
}

bool PublicKey::made(std::string_view signature, const Message& message) const {
  EVP_PKEY* const key = key_.get();
  const std::optional<std::string_view> bytes = message.bytes();
  if (is("ED25519")) return bytes && verifies(key, nullptr, signature, *bytes);
  if (verifies_digest(key, signature, message.digest())) return true;
  if (is("RSA")) return verifies_digest(key, signature, message.digest(), RsaPadding::pss);
  const EVP_MD* const own = own_hash(key);
  return bytes && own != EVP_sha256() && verifies(key, own, signature, *bytes);
}

bool PublicKey::logged(std::string_view signature, std::string_view message) const {
  return verifies(key_.get(), is("ED25519") ? nullptr : EVP_sha256(), signature, message);
}

std::string pem_to_der(std::string_view text) {
  const Bio bio = reading(text);
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* der = nullptr;
  long size = 0;
  const bool read = PEM_read_bio(bio.get(), &name, &header, &der, &size) == 1;
  ERR_clear_error();
  if (!read) refuse(Reason::malformed, "a key or certificate is no PEM");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(der);
  return bytes;
}

}  // namespace prodparity::attest
