#pragma once

#include "core/plan.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

// A plan as the protocol has it (docs/PROTOCOL.md, `plan`). Include only from .cpp files that need
// it.
namespace prodparity {

// Each takes one parameter in; empty, or what is wrong with it.
std::string set_changes(Plan& target, const nlohmann::json& value);
std::string set_asked(Plan& target, const nlohmann::json& value);
// Of pypi what stands second in a change is its folder.
void take_places(Plan& plan);

// The parameters back: `changes`, and `ecosystem` and `asked` where they say something.
nlohmann::json plan_json(const Plan& plan);

}  // namespace prodparity
