#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/connection.h"
#include "client/output.h"
#include "client/timeline.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string since;
};

// What a person is told of a notification; empty: nothing.
std::string told(const std::string& method, const nlohmann::json& params) {
  if (method == "state") return instant_text(params);
  if (method == "dropped") return "prodparity: the daemon dropped this reader: too slow\n";
  if (const std::string text = text_at(params, "text"); !text.empty()) return text;
  return news_text(method, params);
}

Result<void> show(const Options& options, const ServerMessage& message) {
  const Result<nlohmann::json> params =
      parse_json(message.params, {.limit_bytes = limits::response_bytes}, "the daemon's message");
  if (!params) return params.error();
  if (options.ask.format != "json") return write_output(told(message.method, *params));
  const nlohmann::json line = {{"method", message.method}, {"params", *params}};
  return write_output(ascii_json(dump_json(line)) + '\n');
}

Result<ExitCode> watch(const Options& options) {
  Request request{.method = Method::subscribe};
  if (!options.since.empty()) {
    if (options.since.find_first_not_of("0123456789") != std::string::npos ||
        options.since.size() > 18) {
      return Error{
          .code = ErrorCode::wrong_usage,
          .message = "--since takes a number of the timeline (prodparity findings --timeline)"};
    }
    request.since = std::stoull(options.since);
  }
  Result<Connection> connection = Connection::open(socket_paths(options.ask.socket));
  if (!connection) return connection.error();
  const Result<std::string> answer = connection->call(request);
  if (!answer) return answer.error();
  const Result<void> first = show(options, {.method = "state", .params = *answer});
  if (!first) return first.error();
  for (;;) {
    const Result<ServerMessage> message = connection->next();
    if (!message) return message.error();  // also the daemon's end: nobody watches any more
    const Result<void> written = show(options, *message);
    if (!written) return written.error();
  }
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.text("--since", "N", options->since,
                 "First what was told after this number of the timeline");
  declare_ask_options(arguments, options->ask);
  return [options] { return watch(*options); };
}

}  // namespace

const Command watch_command = {
    .name = "watch",
    .summary = "Show every new difference as it comes, until interrupted",
    .examples =
        "  prodparity watch\n"
        "  prodparity watch --since 0 --format json\n",
    .declare = declare};

}  // namespace prodparity
