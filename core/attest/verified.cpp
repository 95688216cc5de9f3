#include "core/attest/verified.h"

#include <string>

namespace prodparity::attest {

std::string signer_text(const Verified& verified) {
  if (verified.identity) return *verified.identity;
  const std::string fingerprint = "sha256:" + verified.key.substr(0, 12);
  if (verified.key_name.empty()) return "key " + fingerprint;
  return "key " + verified.key_name + " (" + fingerprint + ')';
}

}  // namespace prodparity::attest
