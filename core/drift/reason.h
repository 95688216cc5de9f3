#pragma once

#include "core/drift/drift.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Why a drift matters: what decided, and what of the drift itself a reader should know, clause by
// clause so that no report takes text apart. Quotes untrusted versions.
struct Reason {
  std::string because;  // the rule's reason
  // What a line of a report tells in its own words: what it hides, that it is a pre-release or
  // older than production's.
  std::vector<std::string> peculiar;
  std::vector<std::string> others;

  bool operator==(const Reason&) const = default;
};

Reason reason_of(const Drift& drift, std::string_view rule_reason);

// "BECAUSE; CLAUSE; CLAUSE": one sentence without a full stop.
std::string sentence_of(const Reason& reason);

}  // namespace prodparity
