#pragma once

#include "core/attest/certificate.h"
#include "core/attest/crypto.h"
#include "core/attest/envelope.h"
#include "core/attest/policy.h"
#include "core/attest/timestamp.h"
#include "core/attest/transparency_log.h"
#include "core/attest/trust_root.h"
#include "core/attest/verified.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {

// The artifact's SHA-256, 32 bytes; refused as malformed where its text is none.
std::string digest_of(const Artifact& artifact);

// Who vouches that something was signed, and when. What is added was verified.
class Witnesses {
 public:
  // Refuse what was added already.
  void add(const LogEntry& entry);
  void add(const Timestamp& timestamp, const std::string& response);

  // Refuses too few.
  void check(const Requirements& required) const;
  const std::vector<std::int64_t>& times() const { return times_; }
  void tell(Verified& verified) const;

 private:
  std::vector<std::int64_t> times_;
  std::vector<Validity> untimed_;  // of the keys of logs that say no time
  std::optional<std::int64_t> latest_timestamp_;
  std::set<std::pair<std::string, std::int64_t>> entries_;  // log and index
  std::set<std::string> logs_, timing_logs_;
  std::set<std::string> responses_;
  std::set<std::string> authorities_;
  bool is_included_ = false;
};

// Who made the signature, and by which the rest is checked.
struct SignedBy {
  std::optional<Certificate> leaf;  // nothing: the policy's key
  const TrustedKey* key = nullptr;  // of the policy
  // What a log's entry has of it: DER of the certificate, or of the key's SPKI.
  const std::string& der() const { return leaf ? leaf->der() : key->key.spki(); }
};

// The key of the policy that made it, or the leaf's; refused where none did, and where a key is
// configured and a certificate there or the other way round.
SignedBy check_signature(std::optional<Certificate> leaf, std::string_view signature,
                         const Message& message, const Policy& policy);

// The one of an envelope's signatures that is by the leaf or a key of the policy; refused where
// none is. Any one suffices.
struct CheckedEnvelope {
  SignedBy by;
  std::string signature;
};
CheckedEnvelope check_any_signature(std::optional<Certificate> leaf, const Envelope& envelope,
                                    const Policy& policy);

// Moves the statement into `verified`; refused where it is about something else.
void take_statement(Envelope envelope, const Artifact& artifact, Verified& verified);

// Whether enough of an instance vouch for it, and whose it is: the identity with chain and
// certificate log at each time, or the key's period. `gather` verifies what there is against one
// instance. Verified by the first instance that does; refused by all: with the reason of the one
// whose authority issued the leaf, else of the first. A key is believed with no trust root at all,
// and what vouches besides is then not looked at.
Verified check_witnessed(const TrustRoots& roots, const SignedBy& by, const Policy& policy,
                         const std::function<Witnesses(const TrustRoot&)>& gather);

}  // namespace prodparity::attest
