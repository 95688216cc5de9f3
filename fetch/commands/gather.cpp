#include "fetch/gather.h"

#include "core/rfc3339.h"
#include "fetch/clock.h"
#include "fetch/commands/commands.h"
#include "fetch/commands/standard_input.h"
#include "program/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

std::string now() {
  return rfc3339_of(unix_seconds());
}

// The last line of standard error is for whoever started this; nobody else does.
ExitCode tell(const FetchOutcome& outcome) {
  const std::string line = write_fetch_outcome(outcome);
  static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()));
  return outcome.state == FetchOutcome::State::failed ? ExitCode::could_not_check : ExitCode::clean;
}

// The terminal of whoever waits; what we start has nothing to do with it. In a process group that
// is not the terminal's, we write to it all the same.
std::optional<Progress> progress_on(int terminal) {
  if (terminal <= STDERR_FILENO || ::isatty(terminal) != 1) return std::nullopt;
  ::fcntl(terminal, F_SETFD, FD_CLOEXEC);
  std::signal(SIGTTOU, SIG_IGN);
  return Progress(
      [terminal](std::string_view text) {
        static_cast<void>(::write(terminal, text.data(), text.size()));
      },
      std::chrono::steady_clock::now);
}

Result<ExitCode> run() {
  const Result<FetchOrder> order = order_of_standard_input();
  if (!order) return order.error();
  HttpSettings settings = http_settings();
  settings.ca_file = order->network.ca_file;
  if (!order->network.https_proxy.empty()) settings.proxies.https = order->network.https_proxy;
  if (!order->network.no_proxy.empty()) settings.proxies.excepted = order->network.no_proxy;
  HttpClient client(std::move(settings));
  std::optional<Progress> progress = progress_on(order->progress);
  const Result<Gathered> gathered = gather(*order, {.transport = client,
                                                    .credentials = {},
                                                    .now = now,
                                                    .write = write_output,
                                                    .progress = progress ? &*progress : nullptr});
  if (progress) progress->clear();
  const auto wait = static_cast<int>(client.asked_to_wait().count());
  if (!gathered) {
    std::string problem = to_string(gathered.error());
    if (wait > 0) problem += "; it asks to be left alone for " + std::to_string(wait) + " s";
    return tell({.state = FetchOutcome::State::failed,
                 .problem = std::move(problem),
                 .code = gathered.error().code,
                 .retry_after_seconds = wait});
  }
  return tell({.state = gathered->is_unchanged ? FetchOutcome::State::unchanged
                                               : FetchOutcome::State::fresh,
               .warnings = gathered->warnings,
               .retry_after_seconds = wait});
}

}  // namespace

const Command gather_command = {
    .name = "gather",
    .summary = "Internal: fetch what lies at a reference, for the process that verifies it",
    .declare = [](Arguments&) -> RunCommand { return run; },
    .internal = true};

}  // namespace prodparity::fetch
