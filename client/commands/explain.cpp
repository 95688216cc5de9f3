#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/snapshot_answer.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string name;
};

Result<ExitCode> explain(const Options& options) {
  const Request request{.method = Method::explain, .name = options.name};
  const Result<nlohmann::json> answer = ask(options.ask, request);
  if (!answer) return write_without_daemon(options.ask, request, answer.error());
  return write_answer(options.ask, *answer, text_at(*answer, "text"));
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("NAME", options->name, "A package: libssl3, deb:libssl3, pypi:pip");
  declare_ask_options(arguments, options->ask);
  return [options] { return explain(*options); };
}

}  // namespace

const Command explain_command = {.name = "explain",
                                 .summary = "Everything known of one package's difference",
                                 .examples =
                                     "  prodparity explain libssl3\n"
                                     "  prodparity explain pypi:pip --format json\n",
                                 .declare = declare};

}  // namespace prodparity
