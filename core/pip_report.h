#pragma once

#include "core/plan.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What `pip install --dry-run --report -` prints (pip's documentation, "Installation report",
// version 1), as a plan for the folder `place`. Errors: as parse_json, malformed, unsupported
// (another version), too_large (limits::planned_changes).
Result<Plan> parse_pip_report(std::string_view bytes, const std::string& place);

// Where that pip installs to, from what `pip --version` prints: "pip 23.0.1 from
// /w/.venv/lib/python3.11/site-packages/pip (python 3.11)". Debian's own pip is in a folder that is
// dpkg's, and installs into /usr/local. Empty where it is none of this form.
std::string pip_place(std::string_view version_line);

// The command that only simulates what `words` ("pip", "install", "flask", or "python3", "-m",
// "pip",
// ...) would do, and those that say which pip that is. Errors: not_found where it is another
// program; wrong_usage where it is another verb, or an option that writes a file of its own.
struct PipSimulation {
  std::vector<std::string> command;
  std::vector<std::string> version;  // prints what pip_place takes
};
Result<PipSimulation> pip_simulation(const std::vector<std::string>& words);

}  // namespace prodparity
