#include "client/verdict_output.h"

#include "core/report/report.h"
#include "program/output.h"

#include <string>

namespace prodparity {
namespace {

std::string rendered(const Verdict& verdict, const VerdictOptions& options) {
  if (options.format == "json") return render_json(verdict, options.now);
  if (options.format == "markdown") return render_markdown(verdict, {.key = options.key});
  return render_terminal(verdict, terminal_style(options.no_color, options.all));
}

FailOn fail_on(const std::string& word) {
  if (word == "never") return FailOn::never;
  return word == "block" ? FailOn::block : FailOn::warn;
}

}  // namespace

void declare_verdict_options(Arguments& arguments, VerdictOptions& options) {
  arguments.choice("--format", options.format, {"terminal", "markdown", "json"},
                   "How to answer (markdown is ready for a pull request's comment)");
  arguments.choice("--fail-on", options.fail_on, {"warn", "block", "never"},
                   "What gives an exit status of its own; could not check always does");
  arguments.text("--now", "RFC3339", options.now,
                 "The time to judge waivers by, and to write into JSON");
  arguments.text("--key", "NAME", options.key,
                 "Markdown: names the comment, to be found and updated in place");
  arguments.flag("--all", options.all,
                 "Terminal: also what is for information or ignored, each finding by itself");
  arguments.flag("--no-color", options.no_color, "No colours (also: NO_COLOR)");
}

Result<ExitCode> write_verdict(const Verdict& verdict, const VerdictOptions& options) {
  const Result<void> written = write_output(rendered(verdict, options));
  if (!written) return written.error();
  return static_cast<ExitCode>(exit_code_of(verdict, fail_on(options.fail_on)));
}

}  // namespace prodparity
