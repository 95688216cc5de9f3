#pragma once

#include "core/attribution/attribution.h"

#include <nlohmann/json_fwd.hpp>

namespace prodparity {

// Who reads it: what leaves the container has no tool call's command, only the package manager's
// own words.
enum class AttributionReader { here, outside };

// {"actor","agent","session","tool_call","command","evidence":[...],"others":[...]}, null for what
// is not known; for a reader here also "tool_command".
nlohmann::json attribution_json(const Attribution& attribution, AttributionReader reader);
Attribution read_attribution(const nlohmann::json& object);  // defaults for what is not there

}  // namespace prodparity
