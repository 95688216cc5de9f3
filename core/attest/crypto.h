#pragma once

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::attest {

// What libcrypto hands over and wants back.
template <class T, auto Free>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

std::string sha256(std::string_view bytes);  // 32 bytes

// What a signature is over: its SHA-256, and its bytes where they are at hand. A view of them.
class Message {
 public:
  static Message of_bytes(std::string_view bytes) { return {bytes, {}}; }
  // Of 32 bytes.
  static Message of_digest(std::string digest) { return {std::nullopt, std::move(digest)}; }

  std::optional<std::string_view> bytes() const { return bytes_; }
  // Taken when it is first asked for, once: several keys and logs ask.
  const std::string& digest() const;

 private:
  Message(std::optional<std::string_view> bytes, std::optional<std::string> digest)
      : bytes_(bytes), digest_(std::move(digest)) {}

  std::optional<std::string_view> bytes_;
  mutable std::optional<std::string> digest_;
};

// ECDSA on P-256, P-384 and P-521, Ed25519, RSA of 2,048 bits and more; others are refused
// (bad_key).
class PublicKey {
 public:
  static PublicKey from_spki(std::string_view der);  // also PKCS#1, as old trust roots have for RSA
  static PublicKey from_pem(std::string_view text);  // -----BEGIN PUBLIC KEY-----
  static PublicKey from_certificate(const X509* certificate);

  // ECDSA (ASN.1 DER) with the curve's own hash, and with SHA-256, which cosign before 3 and
  // sigstore-js use for every curve; Ed25519; RSA with SHA-256, PKCS #1 v1.5 and PSS. Of a message
  // whose bytes are not at hand those with SHA-256 alone.
  bool made(std::string_view signature, const Message& message) const;
  // ECDSA and RSA PKCS #1 with SHA-256, Ed25519: as transparency logs sign.
  bool logged(std::string_view signature, std::string_view message) const;

  const std::string& spki() const { return spki_; }  // DER

 private:
  explicit PublicKey(std::shared_ptr<EVP_PKEY> key);
  bool is(const char* kind) const;

  std::shared_ptr<EVP_PKEY> key_;
  std::string spki_;
};

// DER of the one PEM block in the text, a certificate or a public key; malformed where there is
// none.
std::string pem_to_der(std::string_view text);

}  // namespace prodparity::attest
