#include "client/simulate.h"

#include "core/apt_plan.h"
#include "core/limits.h"
#include "core/pip_report.h"
#include "core/text.h"
#include "io/child.h"

#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t version_bytes = 4096;

// By the caller's PATH; messages as they are parsed.
Result<std::string> run_program(const std::vector<std::string>& command, std::size_t limit_bytes,
                                int seconds) {
  std::vector<std::string> whole = {"/usr/bin/env", "LC_ALL=C", "PIP_DISABLE_PIP_VERSION_CHECK=1"};
  whole.insert(whole.end(), command.begin(), command.end());
  return run_child(whole, limit_bytes, seconds);
}

Error explained(Error error) {
  if (error.message.find("--dry-run") != std::string::npos ||
      error.message.find("--report") != std::string::npos)
    error.message = "this pip cannot simulate, 22.2 and newer can: " + error.message;
  return error;
}

Result<Plan> simulate_pip(PipSimulation pip, const SimulationBounds& bounds) {
  const Result<std::string> version = run_program(pip.version, version_bytes, bounds.seconds);
  if (!version) return version.error();
  const std::string place = pip_place(trim(*version));
  if (place.empty())
    return Error{
        .code = ErrorCode::unsupported,
        .message = "where pip installs to is not known: it says " + printable(trim(*version), 200)};
  if (!bounds.may_build) pip.command.insert(pip.command.end(), {"--only-binary", ":all:"});
  const Result<std::string> report =
      run_program(pip.command, limits::pip_report_bytes, bounds.pip_seconds);
  if (!report) return explained(report.error());
  return parse_pip_report(*report, place);
}

}  // namespace

Result<Plan> simulate(const std::vector<std::string>& command, const SimulationBounds& bounds) {
  Result<PipSimulation> pip = pip_simulation(command);
  if (pip) return simulate_pip(*std::move(pip), bounds);
  if (pip.error().code != ErrorCode::not_found) return pip.error();
  const Result<std::vector<std::string>> apt = apt_simulation(command);
  if (!apt) return apt.error();
  const Result<std::string> output = run_program(*apt, limits::apt_plan_bytes, bounds.seconds);
  if (!output) return output.error();
  Result<Plan> plan = parse_apt_simulation(*output);
  if (!plan) return plan;
  std::string line;
  for (const std::string& word : *apt)
    line.append(line.empty() ? "" : " ").append(word);
  plan->asked = asked_by(line);
  return plan;
}

}  // namespace prodparity
