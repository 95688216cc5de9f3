#include "fetch/run_order.h"

#include "core/limits.h"
#include "core/registry/platform.h"
#include "core/text.h"
#include "fetch/clock.h"
#include "io/child.h"
#include "io/no_network.h"
#include "io/user_child.h"

#include <sys/utsname.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::chrono::milliseconds gather_patience = std::chrono::minutes(10);

// Its last line says what became of it; what stands before is whatever else complained.
Result<FetchOutcome> outcome_of(const UserChildEnd& end) {
  const std::string_view said = trim(end.errors);
  const std::string_view last = said.substr(said.rfind('\n') + 1);
  Result<FetchOutcome> outcome = read_fetch_outcome(last);
  if (outcome) return outcome;
  return Error{.code = ErrorCode::io,
               .message = "what fetches ended with " + std::to_string(end.status) +
                          (last.empty() ? std::string() : ": " + std::string(last))};
}

Result<FetchOutcome> run_gather(const FetchOrder& order, int file) {
  const std::string words = write_fetch_order(order);
  UserChild child{.arguments = {own_folder() + "/prodparity-fetch", "gather"},
                  .input = words,
                  .output = file,
                  .output_bytes = limits::material_bytes,
                  .patience = gather_patience,
                  .user = order.user};
  if (order.user) child.environment = order.environment;
  const Result<UserChildEnd> end = run_user_child(child);
  if (!end) return end.error();
  return outcome_of(*end);
}

std::string own_platform() {
  utsname machine{};
  if (::uname(&machine) != 0) return {};
  return to_string(registry::platform_of_machine(machine.machine));
}

}  // namespace

Result<Obeyed> run_order(FetchOrder order) {
  if (order.platform.empty()) order.platform = own_platform();
  return obey(order, {.gather = run_gather,
                      // A kernel without seccomp: nothing here asks for a socket all the same.
                      .forbid_network = [] { static_cast<void>(forbid_network()); },
                      .now = unix_seconds()});
}

}  // namespace prodparity::fetch
