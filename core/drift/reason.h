#pragma once

#include "core/drift/drift.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Why a drift matters, in one sentence without a full stop: the rule's reason, and what of the
// drift itself a reader should know. Quotes untrusted versions.
std::string reason_of(const Drift& drift, std::string_view rule_reason);

// The clauses of it that a line of a report tells in its own words: what it hides, that it is a
// pre-release or older than production's.
std::vector<std::string> peculiar_clauses(const Drift& drift);

}  // namespace prodparity
