#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/snapshot_file.h"
#include "client/timeline.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::size_t since = 0;
  bool timeline = false;
  std::size_t limit = 1000;
};

std::string text_of(const nlohmann::json& answer) {
  std::string text;
  const nlohmann::json entries = part_at(answer, "entries");
  if (entries.is_array()) {
    for (const nlohmann::json& entry : entries)
      text += timeline_line(entry) + '\n';
  }
  const nlohmann::json more = part_at(answer, "more");
  if (more.is_boolean() && more.get<bool>())
    text += "there is more: go on with --since and the last number\n";
  return text.empty() ? "prodparity: nothing happened since\n" : text;
}

// Every difference there is now, also those for information.
Result<ExitCode> list_current(const Options& options) {
  const Request request = report_request(options.ask.format, false, true);
  const Result<nlohmann::json> answer = ask(options.ask, request);
  if (!answer) return answer_from_snapshot(options.ask, answer.error(), snapshot_text);
  return write_report(request, *answer);
}

Result<ExitCode> list_findings(const Options& options) {
  if (!options.timeline && options.since == 0) return list_current(options);
  const Result<nlohmann::json> answer = ask(
      options.ask, {.method = Method::findings, .since = options.since, .limit = options.limit});
  if (!answer) return answer.error();
  return write_answer(options.ask, *answer, text_of(*answer));
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.flag("--timeline", options->timeline,
                 "What was announced and resolved, in its order, instead of what is so now");
  arguments.number("--since", options->since,
                   "The timeline, only what came after this number of the timeline");
  arguments.number("--limit", options->limit, "At most so many lines (default: 1000)");
  declare_ask_options(arguments, options->ask);
  return [options] { return list_findings(*options); };
}

}  // namespace

const Command findings_command = {
    .name = "findings",
    .summary = "All differences that there are now, or the timeline of them",
    .examples =
        "  prodparity findings\n"
        "  prodparity findings --timeline\n"
        "  prodparity findings --since 41 --format json\n",
    .declare = declare};

}  // namespace prodparity
