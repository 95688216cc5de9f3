#pragma once

#include "core/drift/policy.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

// Puts a waiver of one package into a policy file, as text: comments, order, white space and line
// ends of all else stay byte for byte. Pure.
namespace prodparity {

// Whatever differs in this package, of whichever kind, is ignored: its match has these two alone.
struct NewWaiver {
  std::string ecosystem;  // "deb"
  std::string name;       // normalised, no glob
  std::string reason;
  std::optional<Date> expires;  // the last day on which it holds

  bool operator==(const NewWaiver&) const = default;
};

enum class WaiverChange { none, added, replaced };

struct WaiverEdit {
  std::string bytes;
  WaiverChange change = WaiverChange::none;
  std::string was;  // replaced: "REASON" or "REASON (until 2027-03-31)"; untrusted

  bool operator==(const WaiverEdit&) const = default;
};

// `policy` is the file; none: there is none yet. A waiver that names this package and nothing else
// (with its ecosystem, or with none) gets the reason and the day, wherever it stands; a new one
// comes last. What is given is read by read_policy() and compiled before and after: what would not
// be read is never the result. Errors: wrong_usage (a reason or name that cannot stand there),
// wrong_config (the file cannot be read, or has several such waivers; with its line), and
// unsupported where the result says anything else than was meant (a bug). `path` names the file in
// them.
Result<WaiverEdit> put_waiver(std::optional<std::string_view> policy, std::string_view path,
                              const NewWaiver& waiver);

}  // namespace prodparity
