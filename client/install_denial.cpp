#include "client/install_denial.h"

#include "client/ask.h"
#include "client/connection.h"
#include "client/plan_text.h"
#include "client/simulate.h"
#include "core/json.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

// Agents give a hook five seconds, and it ends itself after four. pip runs twice.
constexpr SimulationBounds bounds = {.seconds = 1, .pip_seconds = 2, .may_build = false};
constexpr SimulationBounds apt_bounds = {.seconds = 2};

// A plan of nothing: where a rule that blocks is merely told, nothing is simulated.
bool is_enforced(Connection& daemon) {
  const Result<json> answer = ask(daemon, {.method = Method::plan, .simulated = true});
  return answer && text_at(*answer, "enforce") == "block";
}

}  // namespace

std::string install_denial(Connection& daemon, const AgentSession& caller,
                           const std::vector<std::string>& command) {
  // What is in the project's folder is nothing that python -m or pip is to take for its own.
  if (!is_enforced(daemon) || ::chdir("/") != 0) return {};
  const bool is_apt = command.front().starts_with("apt");
  Result<Plan> plan = simulate(command, is_apt ? apt_bounds : bounds);
  if (!plan || plan->changes.empty()) return {};
  const std::string ecosystem = plan->ecosystem;
  const Result<json> answer =
      ask(daemon, {.method = Method::plan, .caller = caller, .planned = *std::move(plan)});
  if (!answer || text_at(*answer, "decision") != "stop") return {};
  return plan_denial(*answer, ecosystem);
}

}  // namespace prodparity
