#include "core/attest/witnesses.h"

#include "core/attest/refused.h"
#include "core/attest/statement.h"
#include "core/hex.h"
#include "core/rfc3339.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

std::string of(std::size_t count, std::size_t required) {
  return std::to_string(required) + (required == 1 ? " is" : " are") + " required, " +
         std::to_string(count) + (count == 1 ? " is" : " are") + " there";
}

void check_key_period(const TrustedKey& made_by, const Policy& policy, const Witnesses& witnesses) {
  std::string outside;
  for (const TrustedKey& key : policy.keys) {
    if (key.key.spki() != made_by.key.spki()) continue;
    if (!key.not_before && !key.not_after) return;
    if (witnesses.times().empty())
      refuse(Reason::no_time, "its key is believed for a period alone");
    const auto late = std::ranges::find_if(witnesses.times(), [&](std::int64_t time) {
      return (key.not_before && time < *key.not_before) || (key.not_after && time > *key.not_after);
    });
    if (late == witnesses.times().end()) return;
    outside = rfc3339_of(*late);
  }
  refuse(Reason::key_not_valid, "at " + outside);
}

// Of a log that the root does not have: older than the log is the root, where the certificate is by
// an authority of the root, of the identity that is wanted, and newer than every log there. All of
// that is signed; whoever is somebody else cannot have a person asked for a newer root.
bool is_newer_than_root(const Certificate& leaf, const TrustRoot& root, const Policy& policy) {
  std::optional<Nanoseconds> newest;
  for (const Log& log : root.logs)
    newest = std::max(newest, log.valid.start);
  if (!newest || leaf.not_before() <= *newest / second) return false;
  try {
    static_cast<void>(check_chain(leaf, root.authorities, {leaf.not_before()}));
    const Signer signer = signer_of(leaf);
    return policy.is_identity && policy.is_identity(signer.identity) && policy.is_issuer &&
           policy.is_issuer(signer.issuer);
  } catch (const Refused&) {
    return false;
  }
}

bool is_issued_by(const TrustRoot& root, const Certificate& leaf) {
  return std::ranges::any_of(
      root.authorities, [&](const Authority& authority) { return is_issued_by(leaf, authority); });
}

bool is_empty(const TrustRoot& root) {
  return root.logs.empty() && root.certificate_logs.empty() && root.authorities.empty() &&
         root.timestamp_authorities.empty();
}

Verified checked_signer(const SignedBy& by, const TrustRoot& root, const Policy& policy,
                        const Requirements& usual, const Witnesses& witnesses) {
  const Requirements required = policy.requirements.value_or(usual);
  witnesses.check(required);
  Verified verified;
  witnesses.tell(verified);
  if (!by.leaf) {
    check_key_period(*by.key, policy, witnesses);
    verified.key = hex_of(sha256(by.key->key.spki()));
    verified.key_name = by.key->name;
    return verified;
  }
  const Signer signer = signer_of(*by.leaf);
  const Certificate issuer = check_chain(*by.leaf, root.authorities, witnesses.times());
  check_logged(*by.leaf, issuer, root.certificate_logs, required.certificate_logs);
  if (!policy.is_identity || !policy.is_identity(signer.identity))
    refuse(Reason::wrong_identity, "it is '" + signer.identity + "'");
  if (!policy.is_issuer || !policy.is_issuer(signer.issuer))
    refuse(Reason::wrong_issuer, "it is '" + signer.issuer + "'");
  verified.identity = signer.identity;
  verified.issuer = signer.issuer;
  return verified;
}

}  // namespace

std::string digest_of(const Artifact& artifact) {
  std::optional<std::string> digest = bytes_of_hex(artifact.sha256);
  if (!digest || digest->size() != 32)
    refuse(Reason::malformed, "what it must be of is no SHA-256");
  return *std::move(digest);
}

void Witnesses::add(const LogEntry& entry) {
  if (!entries_.emplace(entry.log_id, entry.index).second) refuse(Reason::duplicate_entry);
  logs_.insert(entry.log_id);
  is_included_ = is_included_ || entry.is_included;
  // Without the promise nobody signed that time.
  if (!entry.is_promised) {
    untimed_.push_back(entry.valid);
    return;
  }
  times_.push_back(entry.integrated);
  timing_logs_.insert(entry.log_id);
}

void Witnesses::add(const Timestamp& timestamp, const std::string& response) {
  if (!responses_.insert(response).second) refuse(Reason::duplicate_entry);
  times_.push_back(timestamp.seconds);
  authorities_.insert(timestamp.authority);
  latest_timestamp_ = std::max(latest_timestamp_.value_or(timestamp.seconds), timestamp.seconds);
}

void Witnesses::check(const Requirements& required) const {
  if (logs_.size() < required.logs) refuse(Reason::no_log_entry, of(logs_.size(), required.logs));
  if (authorities_.size() < required.timestamps)
    refuse(Reason::no_time, "timestamps: " + of(authorities_.size(), required.timestamps));
  const std::size_t sources = timing_logs_.size() + authorities_.size();
  if (sources < required.times) refuse(Reason::no_time, of(sources, required.times));
  // Else who leaves a promise out, which anybody can, would have a log's key believed for ever.
  const bool are_in_time = std::ranges::all_of(untimed_, [&](const Validity& valid) {
    return times_.empty() ||
           std::ranges::any_of(times_, [&](auto time) { return valid.contains_second(time); });
  });
  if (!are_in_time) refuse(Reason::log_not_valid);
}

void Witnesses::tell(Verified& verified) const {
  verified.log_entries = entries_.size();
  verified.is_promise_only = !entries_.empty() && !is_included_;
  if (times_.empty()) return;
  verified.signed_at = *std::ranges::max_element(times_);
  verified.time_source =
      latest_timestamp_ == verified.signed_at ? TimeSource::timestamp : TimeSource::log;
}

SignedBy check_signature(std::optional<Certificate> leaf, std::string_view signature,
                         const Message& message, const Policy& policy) {
  if (leaf && !policy.keys.empty()) refuse(Reason::not_by_key);
  if (!leaf && policy.keys.empty()) refuse(Reason::no_key);
  if (leaf) {
    if (!leaf->key().made(signature, message)) refuse(Reason::bad_signature);
    return {.leaf = std::move(leaf)};
  }
  const auto found = std::ranges::find_if(
      policy.keys, [&](const TrustedKey& key) { return key.key.made(signature, message); });
  if (found == policy.keys.end()) refuse(Reason::bad_signature);
  return {.leaf = {}, .key = &*found};
}

CheckedEnvelope check_any_signature(std::optional<Certificate> leaf, const Envelope& envelope,
                                    const Policy& policy) {
  const Message message = Message::of_bytes(envelope.payload.signed_bytes());
  for (const EnvelopeSignature& each : envelope.signatures) {
    try {
      return {.by = check_signature(leaf, each.signature, message, policy),
              .signature = each.signature};
    } catch (const Refused& refused) {
      if (refused.refusal.reason != Reason::bad_signature) throw;
    }
  }
  refuse(Reason::bad_signature);
}

void take_statement(Envelope envelope, const Artifact& artifact, Verified& verified) {
  Statement statement = read_statement(envelope.payload.bytes());
  verified.is_of_platform =
      !is_about(statement, artifact.sha256) && is_about(statement, artifact.platform_sha256);
  if (!verified.is_of_platform) check_subject(statement, artifact.sha256);
  verified.predicate_type = std::move(statement.predicate_type);
  verified.payload = std::move(envelope.payload).take();
}

Verified check_witnessed(const TrustRoots& roots, const SignedBy& by, const Policy& policy,
                         const std::function<Witnesses(const TrustRoot&)>& gather) {
  const bool is_alone = !by.leaf && std::ranges::all_of(roots.instances, is_empty);
  if (is_alone) return checked_signer(by, {}, policy, key_alone, {});
  std::optional<Refusal> told;
  bool is_told_by_issuer = false;
  for (const TrustRoot& root : roots.instances) {
    try {
      return checked_signer(by, root, policy, by.leaf ? requirements_of(root) : key_alone,
                            gather(root));
    } catch (Refused& refused) {
      const bool is_issuer = by.leaf && is_issued_by(root, *by.leaf);
      if (told && (is_told_by_issuer || !is_issuer)) continue;
      if (refused.refusal.reason == Reason::unknown_log && by.leaf &&
          is_newer_than_root(*by.leaf, root, policy))
        refused.refusal.reason = Reason::old_trust_root;
      told = std::move(refused.refusal);
      is_told_by_issuer = is_issuer;
    }
  }
  if (!told) refuse(Reason::untrusted, "the trust root is empty");
  refuse(told->reason, told->detail);
}

}  // namespace prodparity::attest
