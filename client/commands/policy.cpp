#include "client/clock.h"
#include "client/commands/commands.h"
#include "client/input.h"
#include "core/text.h"
#include "program/output.h"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  std::string action;
  std::string file;
  std::string now;
};

Result<ExitCode> check_policy(const Options& options) {
  const Result<Date> day = today(options.now);
  if (!day) return day.error();
  const Result<PolicyEngine> engine = load_policy(options.file, {});
  if (!engine) return engine.error();
  const Policy& policy = engine->policy();
  std::size_t expired = 0;
  for (const Waiver& waiver : policy.waivers) {
    if (!waiver.expires || *waiver.expires >= *day) continue;
    ++expired;
    write_error_line(fmt::format("{}:{}: this waiver has expired and waives nothing: {}",
                                 waiver.evidence.path, waiver.evidence.line, waiver.reason));
  }
  const Result<void> written =
      write_output(printable(fmt::format(
                       "{}: preset {}, {} rules of its own, {} waivers, {} allowed dev-only names",
                       options.file, policy.preset, policy.user_rules.size(), policy.waivers.size(),
                       policy.dev_only_allowed.size())) +
                   '\n');
  if (!written) return written.error();
  return expired == 0 ? ExitCode::clean : ExitCode::warn;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("ACTION", options->action, {"check"}, "What to do with it");
  arguments.positional("FILE", options->file, "The policy, as .devcontainer/prodparity.json");
  arguments.text("--now", "RFC3339", options->now, "The time to judge waivers by");
  return [options] { return check_policy(*options); };
}

}  // namespace

const Command policy_command = {
    .name = "policy",
    .summary = "Check a policy file: names what is wrong with its line",
    .examples = "  prodparity policy check .devcontainer/prodparity.json\n",
    .declare = declare};

}  // namespace prodparity
