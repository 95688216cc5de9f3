#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/news.h"
#include "client/snapshot_file.h"
#include "core/counts_json.h"
#include "core/json.h"
#include "core/reference_proof.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

std::string watches_of(const nlohmann::json& status) {
  const nlohmann::json polling = part_at(status, "polling");
  const std::size_t unwatched = number_at(status, "unwatched");
  std::string text = counted(number_at(status, "watches"), "watch", "watches");
  if (unwatched > 0) text += fmt::format(", {} not watched", unwatched);
  return polling.is_boolean() && polling.get<bool>() ? text + ", polling" : text;
}

std::string status_text(const nlohmann::json& status) {
  const std::string line = fmt::format(
      "prodparity: {}; {} open, {}; generation {}, {}, process {}", text_at(status, "outcome"),
      counted(number_at(status, "open"), "announced difference", "announced differences"),
      counted(number_at(status, "gaps"), "gap", "gaps"), number_at(status, "generation"),
      watches_of(status), number_at(status, "pid"));
  std::string text =
      printable(line) + "\n " + counts_line(read_counts(part_at(status, "counts"))) + '\n';
  const nlohmann::json guard = part_at(status, "guard_gaps");
  if (number_at(guard, "count") != 0)
    text += ' ' +
            printable(fmt::format("guard: {} in this session, the last: {}",
                                  counted(number_at(guard, "count"), "gap", "gaps"),
                                  text_at(part_at(guard, "last"), "sentence"))) +
            '\n';
  const std::string stale = text_at(part_at(status, "stale"), "sentence");
  if (!stale.empty()) text += ' ' + printable(stale) + '\n';
  for (const std::string& problem : reference_problems(status))
    text += ' ' + problem + '\n';
  const nlohmann::json references = part_at(status, "references");
  if (!references.is_array()) return text;
  for (const nlohmann::json& reference : references) {
    text += ' ' +
            printable(fmt::format("{}: {} ({}), {} components, {}", text_at(reference, "name"),
                                  text_at(reference, "source"), text_at(reference, "format"),
                                  number_at(reference, "components"), proof_words_at(reference))) +
            '\n';
  }
  return text;
}

Result<ExitCode> show(const AskOptions& options, Method method) {
  const Result<nlohmann::json> status = ask(options, {.method = method});
  if (!status && method == Method::status)
    return answer_from_snapshot(options, status.error(), snapshot_text);
  if (!status) return status.error();
  return write_answer(options, *status, status_text(*status));
}

RunCommand declare_status(Arguments& arguments) {
  const auto options = std::make_shared<AskOptions>();
  declare_ask_options(arguments, *options);
  return [options] { return show(*options, Method::status); };
}

RunCommand declare_rescan(Arguments& arguments) {
  const auto options = std::make_shared<AskOptions>();
  declare_ask_options(arguments, *options);
  return [options] { return show(*options, Method::rescan); };
}

}  // namespace

const Command status_command = {.name = "status",
                                .summary = "What the daemon knows now, in one line",
                                .examples =
                                    "  prodparity status\n"
                                    "  prodparity status --format json\n",
                                .declare = declare_status};

const Command rescan_command = {.name = "rescan",
                                .summary = "Read everything again, and answer as of now",
                                .examples = "  prodparity rescan\n",
                                .declare = declare_rescan};

}  // namespace prodparity
