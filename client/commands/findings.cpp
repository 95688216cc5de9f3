#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/timeline.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::size_t since = 0;
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

Result<ExitCode> list_findings(const Options& options) {
  const Result<nlohmann::json> answer = ask(
      options.ask, {.method = Method::findings, .since = options.since, .limit = options.limit});
  if (!answer) return answer.error();
  return write_answer(options.ask, *answer, text_of(*answer));
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.number("--since", options->since, "Only what came after this number of the timeline");
  arguments.number("--limit", options->limit, "At most so many lines (default: 1000)");
  declare_ask_options(arguments, options->ask);
  return [options] { return list_findings(*options); };
}

}  // namespace

const Command findings_command = {
    .name = "findings",
    .summary = "The timeline: what was announced, and what was resolved",
    .examples =
        "  prodparity findings\n"
        "  prodparity findings --since 41 --format json\n",
    .declare = declare};

}  // namespace prodparity
