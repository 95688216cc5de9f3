#pragma once

#include "core/plan.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace prodparity {

// What a command of apt-get, apt or pip would do, by their own simulation. Nothing is installed.
// Errors: wrong_usage (core/apt_plan.h, core/pip_report.h), and what the program itself complains
// of.
Result<Plan> simulate(const std::vector<std::string>& command);

}  // namespace prodparity
