#pragma once

#include "core/drift/finding.h"

#include <nlohmann/json_fwd.hpp>

// The five counts as reports, answers and the snapshot write them: one object, a key a count.
namespace prodparity {

nlohmann::json counts_json(const Counts& counts);
// What is absent, or no count, is 0.
Counts read_counts(const nlohmann::json& object);

}  // namespace prodparity
