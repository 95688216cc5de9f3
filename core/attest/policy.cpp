#include "core/attest/policy.h"

#include "core/attest/refused.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::attest {

Checked<PublicKey> read_key(std::string_view pem) {
  return checked([&] { return PublicKey::from_pem(pem); });
}

Requirements requirements_of(const TrustRoot& root) {
  const bool is_without_logs = root.logs.empty() && root.certificate_logs.empty();
  return is_without_logs && !root.timestamp_authorities.empty() ? github : public_good;
}

std::function<bool(std::string_view)> exactly(std::string text) {
  return [wanted = std::move(text)](std::string_view found) {
    return !wanted.empty() && found == wanted;
  };
}

}  // namespace prodparity::attest
