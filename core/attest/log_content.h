#pragma once

#include "core/attest/crypto.h"
#include "core/attest/transparency_log.h"

#include <optional>
#include <string>

namespace prodparity::attest {

// What a bundle holds, for a log's entry to be of it.
struct Signed {
  bool is_envelope = false;  // a DSSE envelope; else the signature of a file
  std::string signature;     // raw
  std::string key;           // DER of the certificate, or of the key's SPKI
  Message payload;           // the envelope's, or the file
  Message message;           // what the signature is over
  // The envelope as a whole, where its bytes are as the log had them: of a layer.
  std::optional<Message> envelope = {};
};

// Refuses an entry of another signature, key or content (CVE-2026-22703, CVE-2022-36056), and kinds
// that are not known: hashedrekord 0.0.1 and 0.0.2, dsse 0.0.1 and 0.0.2, intoto 0.0.2; of a layer
// dsse 0.0.1, intoto 0.0.1 and 0.0.2.
void check_log_content(const LogEntry& entry, const Signed& bundle);

}  // namespace prodparity::attest
