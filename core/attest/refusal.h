#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

// Signed statements about production's image: verified whole, or refused with the reason. Pure:
// bytes, trust root, policy and time in. The only user of libcrypto's signatures, in a target of
// its own: no process that lives long links it (docs/ARCHITECTURE.md).
namespace prodparity::attest {

// Why it is not believed. For a program: tests and callers compare this, never the words.
enum class Reason {
  malformed,            // not what it claims to be
  unsupported,          // of a version or kind that is not read
  too_large,            // past a bound of core/attest/limits.h
  unreadable,           // its bytes could not be had to the end
  wrong_payload,        // signed, but no in-toto statement
  signature_count,      // a bundle has exactly one signature
  no_key,               // it is signed with a key, and none is configured
  not_by_key,           // a key is configured, and it is signed with a certificate
  bad_key,              // a key of a kind or size that is not accepted
  bad_signature,        // the signature is not of these bytes by this key
  no_log_entry,         // no transparency log has it
  unknown_log,          // a log that the trust root does not have
  old_trust_root,       // its log is newer than all that the trust root has
  log_not_valid,        // the log's key was not valid when the entry was made
  duplicate_entry,      // the same log entry, or the same timestamp, twice
  bad_promise,          // the signed entry timestamp (SET) does not verify
  no_inclusion_proof,   // of this bundle version a proof is required
  bad_inclusion_proof,  // the entry is not in the tree that the checkpoint signs
  bad_checkpoint,       // the log did not sign this checkpoint
  other_entry,          // the log entry is of another signature, key or content
  bad_timestamp,        // no trusted authority made this timestamp of this signature
  no_time,              // nothing tells when it was signed
  key_not_valid,        // the key was not to be believed when it was signed
  bad_certificate,      // not for signing code, or more than one identity
  untrusted,            // the certificate leads to no authority of the trust root
  expired,              // it was not valid at the time of signing
  no_sct,               // no certificate transparency log has promised to log the certificate
  wrong_identity,       // signed by somebody else
  wrong_issuer,         // whose identity another provider vouches for
  wrong_predicate,      // a statement of something else
  wrong_subject,        // a statement about another image or file
};

// The reason's name as it stands in JSON ("wrong_identity").
std::string_view to_string(Reason reason);

// `detail` names the place or the other value and may quote untrusted text: whoever shows it calls
// text.h's printable().
struct Refusal {
  Reason reason = Reason::malformed;
  std::string detail;

  bool operator==(const Refusal&) const = default;
};

// One sentence for a person, without a full stop: what is wrong, then the detail.
std::string sentence(const Refusal& refusal);

[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal,
                                                    const boost::source_location&) {
  throw std::logic_error("unchecked refusal: " + sentence(refusal));
}

// What was verified, or why it is not believed.
template <class T>
class [[nodiscard]] Checked : public boost::system::result<T, Refusal> {
 public:
  using boost::system::result<T, Refusal>::result;
};

}  // namespace prodparity::attest
