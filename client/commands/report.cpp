#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/output.h"
#include "core/drift/finding.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string fail_on = "warn";
  bool no_color = false;
  bool all = false;
};

bool has_open_gap(const std::string& report) {
  const Result<nlohmann::json> json =
      parse_json(report, {.limit_bytes = limits::response_bytes}, "the daemon's report");
  if (!json) return true;
  const nlohmann::json gaps = part_at(*json, "gaps");
  if (!gaps.is_array()) return true;
  for (const nlohmann::json& gap : gaps) {
    if (part_at(gap, "accepted") != true) return true;
  }
  return false;
}

// The daemon gives the code for --fail-on warn; behind a block that does not count there may be a
// gap that does.
Result<ExitCode> exit_code_for(const Options& options, std::size_t code) {
  if (code == static_cast<std::size_t>(ExitCode::warn) && options.fail_on != "warn")
    return ExitCode::clean;
  if (code == static_cast<std::size_t>(ExitCode::block) && options.fail_on == "never") {
    const Result<nlohmann::json> answer =
        ask(options.ask, {.method = Method::report, .format = ReportFormat::json});
    if (!answer) return answer.error();
    return has_open_gap(text_at(*answer, "text")) ? ExitCode::could_not_check : ExitCode::clean;
  }
  return static_cast<ExitCode>(code);
}

Result<ExitCode> report(const Options& options) {
  const TerminalStyle style = terminal_style(options.no_color, options.all);
  Request request{.method = Method::report};
  request.format = parse_report_format(options.ask.format).value_or(ReportFormat::terminal);
  if (request.format == ReportFormat::terminal) {
    request.all = style.all;
    request.colour = style.colour;
    request.width = style.width == 0 ? 1000 : std::max<std::size_t>(style.width, 20);
  }
  const Result<nlohmann::json> answer = ask(options.ask, request);
  if (!answer) return answer.error();
  const std::string before =
      request.format == ReportFormat::terminal ? instant_text(*answer) : std::string();
  const Result<void> written = write_output(before + text_at(*answer, "text"));
  if (!written) return written.error();
  const nlohmann::json code = part_at(*answer, "exit_code");
  if (!code.is_number_unsigned()) return ExitCode::could_not_check;
  return exit_code_for(options, code.get<std::size_t>());
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.text("--socket", "PATH", options->ask.socket,
                 "Where the daemon listens (also: PRODPARITY_SOCKET)");
  arguments.choice("--format", options->ask.format, {"terminal", "markdown", "json"},
                   "How to answer (markdown is ready for a pull request's comment)");
  arguments.choice("--fail-on", options->fail_on, {"warn", "block", "never"},
                   "What gives an exit status of its own; could not check always does");
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
