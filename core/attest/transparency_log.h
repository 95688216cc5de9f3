#pragma once

#include "core/attest/fields.h"
#include "core/attest/trust_root.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// What a log says of an entry, of its signed note (C2SP signed-note.md, tlog-checkpoint.md).
struct Checkpoint {
  std::uint64_t size = 0;  // of the tree
  std::string root;        // its hash, 32 bytes
};
// Refuses a note that the log did not sign; others' signatures are passed over.
Checkpoint check_checkpoint(std::string_view note, const Log& log);

// RFC 6962, section 2.1.1: the root that the leaf at `index` of a tree of `size` has with this
// proof.
std::string root_of(std::uint64_t index, std::uint64_t size, std::string_view leaf,
                    const std::vector<std::string>& proof);

// An entry as a bundle hands it over (sigstore_rekor.proto), and what of it was verified.
struct LogEntry {
  std::string log_id;
  std::int64_t index = 0;
  std::int64_t integrated = 0;  // seconds since 1970; trusted only with a promise
  std::string kind;
  std::string version;
  std::string body;          // canonicalised
  bool is_promised = false;  // the log's signed entry timestamp verifies
  bool is_included = false;  // its proof of inclusion does
  Validity valid = {};       // of the log's key
};
// Refuses what the log did not sign. Whether both or one must be there is the caller's to say.
LogEntry check_log_entry(const Fields& entry, const std::vector<Log>& logs);
// The same of an entry as cosign before 3 has it beside an attestation: with the promise alone
// ({"SignedEntryTimestamp":..,"Payload":{"body":..,"integratedTime":..,"logIndex":..,"logID":HEX}}).
LogEntry check_promised_entry(const Fields& entry, const std::vector<Log>& logs);

}  // namespace prodparity::attest
