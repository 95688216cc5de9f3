#include "core/attest/refusal.h"

#include <array>
#include <string>
#include <string_view>

namespace prodparity::attest {
namespace {

struct Words {
  Reason reason;
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array words = {
    Words{Reason::malformed, "malformed", "it is not well-formed"},
    Words{Reason::unsupported, "unsupported", "it is of a kind that is not read"},
    Words{Reason::too_large, "too_large", "it is larger than is read"},
    Words{Reason::unreadable, "unreadable", "it could not be read"},
    Words{Reason::wrong_payload, "wrong_payload", "what is signed is no in-toto statement"},
    Words{Reason::signature_count, "signature_count", "it must have exactly one signature"},
    Words{Reason::no_key, "no_key", "it is signed with a key, and no key is configured"},
    Words{Reason::not_by_key, "not_by_key",
          "a key is configured, and it is signed with a certificate"},
    Words{Reason::bad_key, "bad_key", "the key is of a kind or size that is not accepted"},
    Words{Reason::bad_signature, "bad_signature",
          "the signature is not of this content by this key"},
    Words{Reason::no_log_entry, "no_log_entry", "no transparency log has it"},
    Words{Reason::unknown_log, "unknown_log", "its log is not in the trust root"},
    Words{
        Reason::old_trust_root, "old_trust_root",
        "the trust root is older than this log's key: `prodparity trust update FILE` takes a newer "
        "trusted_root.json"},
    Words{Reason::log_not_valid, "log_not_valid", "the log's key was not valid at that time"},
    Words{Reason::duplicate_entry, "duplicate_entry",
          "it has the same log entry or timestamp twice"},
    Words{Reason::bad_promise, "bad_promise", "the log's signed entry timestamp does not verify"},
    Words{Reason::no_inclusion_proof, "no_inclusion_proof",
          "it lacks the log's proof of inclusion"},
    Words{Reason::bad_inclusion_proof, "bad_inclusion_proof",
          "its entry is not in the tree that the log signed"},
    Words{Reason::bad_checkpoint, "bad_checkpoint", "the log did not sign this checkpoint"},
    Words{Reason::other_entry, "other_entry", "its log entry is of something else"},
    Words{Reason::bad_timestamp, "bad_timestamp",
          "no trusted timestamp authority made this timestamp of this signature"},
    Words{Reason::no_time, "no_time", "nothing that is trusted tells when it was signed"},
    Words{Reason::key_not_valid, "key_not_valid",
          "its key is not believed for the time at which it was signed"},
    Words{Reason::bad_certificate, "bad_certificate", "its certificate is not one for signing"},
    Words{Reason::untrusted, "untrusted",
          "its certificate leads to no authority of the trust root"},
    Words{Reason::expired, "expired", "its certificate was not valid when it was signed"},
    Words{Reason::no_sct, "no_sct",
          "no trusted certificate log has promised to log its certificate"},
    Words{Reason::wrong_identity, "wrong_identity", "it is signed by another identity"},
    Words{Reason::wrong_issuer, "wrong_issuer",
          "its signer's identity comes from another provider"},
    Words{Reason::wrong_predicate, "wrong_predicate", "it is a statement of another kind"},
    Words{Reason::wrong_subject, "wrong_subject", "it is a statement about something else"},
};

const Words& words_of(Reason reason) {
  for (const Words& each : words) {
    if (each.reason == reason) return each;
  }
  return words.front();
}

}  // namespace

std::string_view to_string(Reason reason) {
  return words_of(reason).name;
}

std::string sentence(const Refusal& refusal) {
  std::string text(words_of(refusal.reason).sentence);
  if (!refusal.detail.empty()) text += ": " + refusal.detail;
  return text;
}

}  // namespace prodparity::attest
