#pragma once

#include "core/attest/crypto.h"

#include <openssl/x509.h>

#include <cstddef>
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
  std::int64_t not_before() const;  // seconds since 1970; 0 where it cannot be read

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

// Whether its chain leads to this authority, at whatever time.
bool is_issued_by(const Certificate& leaf, const Authority& authority);

// Refuses a certificate that fewer certificate logs than `required` have promised to log (RFC 6962,
// section 3.2); as old_trust_root where each promise is of a log that the root does not have and
// newer than all that it has.
void check_logged(const Certificate& leaf, const Certificate& issuer, const std::vector<Log>& logs,
                  std::size_t required);

}  // namespace prodparity::attest
