#pragma once

#include "core/attest/crypto.h"

#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

struct Authority;
struct Log;

// An X.509 certificate (RFC 5280).
class Certificate {
 public:
  static Certificate from_der(std::string_view der);
  static Certificate from_x509(X509* certificate);  // shared

  const std::string& der() const { return der_; }
  X509* get() const { return certificate_.get(); }
  PublicKey key() const { return PublicKey::from_certificate(get()); }
  bool is_self_issued_authority() const;

 private:
  Certificate(std::shared_ptr<X509> certificate, std::string der);

  std::shared_ptr<X509> certificate_;
  std::string der_;
};

// A stack that does not own what is in it.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using BorrowedCertificates = std::unique_ptr<STACK_OF(X509), FreeStack>;

// Who signed, as Fulcio writes it into the certificate (fulcio, docs/oid-info.md). Untrusted text.
struct Signer {
  std::string identity;  // the one subject alternative name: a URI or a mail address
  std::string issuer;    // the OpenID Connect provider that vouches for it

  bool operator==(const Signer&) const = default;
};
// Refuses a certificate that is not for signing code, is an authority's own, or has not exactly one
// name.
Signer signer_of(const Certificate& leaf);

// Refuses a leaf of which no authority's chain was valid at each of these times (seconds since
// 1970). The issuer of the leaf.
Certificate check_chain(const Certificate& leaf, const std::vector<Authority>& authorities,
                        const std::vector<std::int64_t>& times);

// Refuses a certificate that no certificate log has promised to log (RFC 6962, section 3.2).
void check_logged(const Certificate& leaf, const Certificate& issuer, const std::vector<Log>& logs);

}  // namespace prodparity::attest
