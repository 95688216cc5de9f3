#include "client/fetch_child.h"

#include "core/inventory_json.h"
#include "core/limits.h"
#include "io/child.h"
#include "io/user_folders.h"
#include "program/output.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr int fetch_seconds = 900;

}  // namespace

std::string references_folder() {
  return default_state_folder_of_user() + "/references";
}

Result<Fetched> fetch_by_child(const FetchOrder& order) {
  const Result<std::string> output =
      run_child({program_beside("prodparity-fetch"), "order"}, limits::reference_file_bytes,
                fetch_seconds, write_fetch_order(order));
  if (!output) return output.error();
  const std::size_t line = output->find('\n');
  Result<FetchOutcome> outcome = read_fetch_outcome(output->substr(0, line));
  if (!outcome) return outcome.error();
  for (const std::string& warning : outcome->warnings)
    write_error_line(warning);
  Fetched fetched{.outcome = *std::move(outcome), .reference = std::nullopt};
  if (fetched.outcome.state == FetchOutcome::State::failed || line == std::string::npos)
    return fetched;
  Result<Reference> reference =
      read_reference(std::string_view(*output).substr(line + 1), order.asked);
  if (!reference) return reference.error();
  fetched.reference = *std::move(reference);
  return fetched;
}

}  // namespace prodparity
