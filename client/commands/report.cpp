#include "client/ask.h"
#include "client/clock.h"
#include "client/commands/commands.h"
#include "client/reported.h"
#include "client/snapshot_file.h"
#include "core/drift/finding.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string fail_on = "warn";
  std::string now;
  std::string key = "default";
  bool no_color = false;
  bool all = false;
};

// The daemon gives the code for --fail-on warn; behind a block that does not count there may be a
// gap that does.
Result<ExitCode> exit_code_for(const Options& options, std::size_t code) {
  if (code == static_cast<std::size_t>(ExitCode::warn) && options.fail_on != "warn")
    return ExitCode::clean;
  if (code == static_cast<std::size_t>(ExitCode::block) && options.fail_on == "never") {
    const Result<nlohmann::json> answer =
        ask(options.ask, {.method = Method::report, .format = ReportFormat::json});
    if (!answer) return answer.error();
    const Result<Reported> reported = read_reported(text_at(*answer, "text"));
    return !reported || reported->has_open_gap ? ExitCode::could_not_check : ExitCode::clean;
  }
  return static_cast<ExitCode>(code);
}

Result<ExitCode> report(const Options& options) {
  Request request = report_request(options.ask.format, options.no_color, options.all);
  if (!options.now.empty() && request.format != ReportFormat::json)
    return Error{.code = ErrorCode::wrong_usage,
                 .message =
                     "--now is written into JSON: add --format json (the daemon judges "
                     "waivers by its own clock; prodparity check judges them by --now)"};
  if (const Result<Date> day = today(options.now); !day) return day.error();
  request.now = options.now;
  if (request.format == ReportFormat::markdown) request.key = options.key;
  const Result<nlohmann::json> answer = ask(options.ask, request);
  // A whole report is not in it: what is to be handed on is not made of it.
  if (!answer && request.format == ReportFormat::terminal)
    return answer_from_snapshot(options.ask, answer.error(), snapshot_text);
  if (!answer) return answer.error();
  const Result<ExitCode> code = write_report(request, *answer);
  if (!code) return code.error();
  return exit_code_for(options, static_cast<std::size_t>(*code));
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.text("--socket", "PATH", options->ask.socket,
                 "Where the daemon listens (also: PRODPARITY_SOCKET)");
  arguments.choice("--format", options->ask.format, {"terminal", "markdown", "json"},
                   "How to answer (markdown is ready for a pull request's comment)");
  arguments.choice("--fail-on", options->fail_on, {"warn", "block", "never"},
                   "What gives an exit status of its own; could not check always does");
  arguments.text("--now", "RFC3339", options->now, "JSON: the time to write into it");
  arguments.text("--key", "NAME", options->key,
                 "Markdown: names the comment, to be found and updated in place");
  arguments.flag("--all", options->all, "Terminal: also what is for information or ignored");
  arguments.flag("--no-color", options->no_color, "No colours (also: NO_COLOR)");
  return [options] { return report(*options); };
}

}  // namespace

const Command report_command = {
    .name = "report",
    .summary = "The whole verdict: terminal, Markdown or JSON",
    .examples =
        "  prodparity report\n"
        "  prodparity report --format markdown --fail-on never > comment.md\n",
    .declare = declare};

}  // namespace prodparity
