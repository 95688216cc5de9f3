#include "client/ask.h"
#include "client/commands/commands.h"
#include "core/json.h"
#include "core/text.h"
#include "program/output.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace prodparity {
namespace {

Result<ExitCode> show_events(const AskOptions& options) {
  const Result<nlohmann::json> answer = ask(options, {.method = Method::debug});
  if (!answer) return answer.error();
  // For whoever looks into the daemon: indented where a person reads it.
  const std::string text = options.format == "json" ? dump_json(*answer) : answer->dump(2);
  const Result<void> written = write_output(ascii_json(text) + '\n');
  if (!written) return written.error();
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<AskOptions>();
  declare_ask_options(arguments, *options);
  return [options] { return show_events(*options); };
}

}  // namespace

const Command debug_command = {.name = "debug",
                               .summary = "The last raw events the daemon saw",
                               .examples = "  prodparity debug\n",
                               .declare = declare};

}  // namespace prodparity
