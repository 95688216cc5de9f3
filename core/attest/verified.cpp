#include "core/attest/verified.h"

#include <string>

namespace prodparity::attest {

SignerName signer_of(const Verified& verified) {
  return {.identity = verified.identity.value_or(""),
          .issuer = verified.issuer.value_or(""),
          .key = verified.key,
          .key_name = verified.key_name};
}

std::string to_string(const SignerName& signer) {
  if (!signer.identity.empty()) return signer.identity;
  if (signer.key.empty()) return "nobody";
  const std::string fingerprint = "sha256:" + signer.key.substr(0, 12);
  return signer.key_name.empty() ? "key " + fingerprint
                                 : "key " + signer.key_name + " (" + fingerprint + ')';
}

}  // namespace prodparity::attest
