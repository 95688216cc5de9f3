#pragma once

#include "core/drift/drift.h"

#include <string>
#include <string_view>

namespace prodparity {

// Why a drift matters, in one sentence without a full stop: the rule's reason, and what of the
// drift itself a reader should know. Quotes untrusted versions.
std::string reason_of(const Drift& drift, std::string_view rule_reason);

}  // namespace prodparity
