#pragma once

#include "core/attest/refusal.h"
#include "core/attest/trust_root.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

enum class TrustKind { log, certificate_log, authority, timestamp_authority };

// One that is trusted, for people.
struct TrustEntry {
  TrustKind kind{};
  std::string name;  // a log's host, an authority's subject: untrusted text
  std::string id;    // hexadecimal SHA-256: of a log's key, of an authority's chain
  Validity valid;
};
std::vector<TrustEntry> entries_of(const TrustRoot& root);

// "log rekor.example, since 2021-01-12", as untrusted as its name.
std::string entry_words(const TrustEntry& entry);

struct TrustChange {
  enum class Kind {
    added,
    removed,
    wider,     // believed for times for which it was not: as an older file has it
    narrower,  // its time has ended
  };
  Kind kind{};
  TrustEntry entry;  // as it is then; removed: as it was
  Validity before;
};
std::string change_words(const TrustChange& change);

// What a newer file would make of the present one.
struct TrustUpdate {
  std::string bytes;                 // of the file as it would be
  std::vector<TrustChange> changes;  // none: it says the same
  std::size_t staying = 0;           // instances that it says nothing of, and that stay beside it
  std::size_t joining = 0;           // instances that are not there yet

  // An older file: it takes away, or ends what had ended later.
  bool takes_back() const;
};

// Each instance of `newer` takes the place of the one that it shares a key or an authority with;
// one that shares nothing joins them. An empty `present` has no instance. Refusals: those of
// read_trust_roots(), of the one, the other, or what would come of both.
Checked<TrustUpdate> update_trust(std::string_view present, std::string_view newer);

}  // namespace prodparity::attest
