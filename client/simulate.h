#pragma once

#include "core/plan.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace prodparity {

// How far a simulation may go.
struct SimulationBounds {
  int seconds = 60;
  int pip_seconds = 300;  // it may have to download, and to build
  bool may_build = true;  // pip: to build runs what a source distribution says
};

// What a command of apt-get, apt or pip would do, by their own simulation. Nothing is installed.
// Errors: wrong_usage (core/apt_plan.h, core/pip_report.h), timed_out, and what the program itself
// complains of.
Result<Plan> simulate(const std::vector<std::string>& command, const SimulationBounds& bounds = {});

}  // namespace prodparity
