#pragma once

#include "core/reference_trust.h"
#include "core/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What `prodparity-fetch` is told on its standard input, and never on its command line, which
// anybody on the machine can read: a proxy's password may be in it.
struct FetchOrder {
  std::string asked;  // the reference as it was configured
  std::string name = "production";
  ReferenceTrust trust;
  std::string platform;  // "linux/amd64"; empty: this machine's
  std::string folder;    // of the cache; empty: nothing is kept
  std::string output;    // the compact Reference goes there; empty: to standard output
  std::string bundle;    // a file that it is taken from in place of where `asked` is
  std::string material;  // what was verified goes there too, as it was fetched; empty: nowhere
  bool offline = false;  // the cache alone
  bool layers = false;   // the image's own layers, whatever SBOM lies beside it
  // Of the image as it is kept: nothing else is asked where it is so still.
  std::string known_digest;
  // What is kept is unsigned: an attestation may have come to the same image since.
  bool look_for_sbom = false;
  // A terminal of whoever waits, open in who fetches, for one line on how far it is; -1: none.
  int progress = -1;
  ReferenceNetwork network;  // what is there goes before the environment
  // Who fetches: that user's id and all of its environment. Nothing: as this process is.
  std::optional<unsigned> user;
  std::map<std::string, std::string, std::less<>> environment;

  bool operator==(const FetchOrder&) const = default;
};

// JSON, one line.
std::string write_fetch_order(const FetchOrder& order);
// Errors: malformed, too_large.
Result<FetchOrder> read_fetch_order(std::string_view bytes);

// What became of it: a line of JSON on standard output.
struct FetchOutcome {
  enum class State {
    fresh,      // the registry's, as of now
    unchanged,  // the registry says that what is kept is still so
    kept,       // what was kept; `problem` says why nothing newer
    failed,     // there is nothing to compare with; `problem` says why
  };
  State state = State::failed;
  std::string problem;
  ErrorCode code = ErrorCode::io;     // of the problem
  std::string image;                  // "registry.example/api@sha256:..."
  std::string fetched_at;             // RFC 3339
  std::vector<std::string> warnings;  // of who fetched: a credential helper that hangs
  int retry_after_seconds = 0;        // that the registry asked for; 0: it did not

  bool operator==(const FetchOutcome&) const = default;
};
std::string write_fetch_outcome(const FetchOutcome& outcome);
Result<FetchOutcome> read_fetch_outcome(std::string_view bytes);

// "  as of TIME: WHY", a line; empty unless what was kept stands in. As untrusted as the problem.
std::string as_of_line(const FetchOutcome& outcome);

}  // namespace prodparity
