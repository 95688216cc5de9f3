#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/plan_text.h"
#include "client/simulate.h"
#include "core/json.h"
#include "core/text.h"
#include "program/output.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

struct Options {
  AskOptions ask;
  std::vector<std::string> command;
};

ExitCode code_of(const json& answer) {
  bool blocks = false;
  bool differs = false;
  for (const json& entry : part_at(answer, "entries")) {
    if (text_at(entry, "kind") != "finding_announced") continue;
    differs = true;
    blocks = blocks || text_at(part_at(entry, "data"), "tier") == "block";
  }
  if (blocks) return ExitCode::block;
  if (!text_at(answer, "not_compared").empty()) return ExitCode::could_not_check;
  return differs ? ExitCode::warn : ExitCode::clean;
}

Result<ExitCode> run(const Options& options) {
  Result<Plan> plan = simulate(options.command);
  if (!plan) return plan.error();
  const Result<json> answer =
      ask(options.ask, {.method = Method::plan, .planned = *std::move(plan), .simulated = true});
  if (!answer) return answer.error();
  const Result<void> written = write_output(
      options.ask.format == "json" ? ascii_json(dump_json(*answer)) + '\n' : plan_report(*answer));
  if (!written) return written.error();
  return code_of(*answer);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.rest("COMMAND", options->command,
                 "apt-get, apt or pip with its words, behind --; it is simulated, never run");
  declare_ask_options(arguments, options->ask);
  return [options] { return run(*options); };
}

}  // namespace

const Command plan_command = {
    .name = "plan",
    .summary = "What an apt-get or pip command would make differ, without running it",
    .examples =
        "  prodparity plan -- apt-get install graphviz\n"
        "  prodparity plan -- pip install 'flask==3.0.0'\n"
        "pip may build a source distribution to learn what it is.\n",
    .declare = declare};

}  // namespace prodparity
