#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/connection.h"
#include "client/live/live.h"
#include "client/timeline.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "program/output.h"

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string since;
  bool lines = false;
  bool no_color = false;
};

// What a person is told of a notification; empty: nothing.
std::string told(const std::string& method, const nlohmann::json& params) {
  if (method == "state") return instant_text(params);
  if (method == "dropped") return "prodparity: the daemon dropped this reader: too slow\n";
  if (std::string text = text_at(params, "text"); !text.empty()) return text;
  return news_text(method, params);
}

// Gives the message's number in the timeline.
Result<std::size_t> show(const Options& options, const ServerMessage& message) {
  const Result<nlohmann::json> params =
      parse_json(message.params, {.limit_bytes = limits::response_bytes}, "the daemon's message");
  if (!params) return params.error();
  const nlohmann::json line = {{"method", message.method}, {"params", *params}};
  const Result<void> written =
      write_output(options.ask.format == "json" ? ascii_json(dump_json(line)) + '\n'
                                                : told(message.method, *params));
  if (!written) return written.error();
  return number_at(*params, "sequence");
}

Result<Request> request_of(const Options& options) {
  Request request{.method = Method::subscribe};
  if (options.since.empty()) return request;
  if (options.since.find_first_not_of("0123456789") != std::string::npos ||
      options.since.size() > 18) {
    return Error{
        .code = ErrorCode::wrong_usage,
        .message = "--since takes a number of the timeline (prodparity findings --timeline)"};
  }
  request.since = std::stoull(options.since);
  return request;
}

// How a subscription went on, and why it ended.
struct Ended {
  Error error;
  std::optional<std::uint64_t> cursor;  // everything up to here was told
  bool told = false;                    // something was
};

// Shows what comes until the connection or the output ends.
Ended follow(const Options& options, Connection& connection, Ended ended) {
  for (;;) {
    const Result<ServerMessage> message = connection.next(STDOUT_FILENO);
    const Result<std::size_t> sequence =
        message ? show(options, *message) : Result<std::size_t>(message.error());
    if (!sequence) {
      ended.error = sequence.error();
      return ended;
    }
    ended.told = true;
    if (message->method == "announced" || message->method == "resolved" ||
        message->method == "shipping")
      ended.cursor = std::max<std::uint64_t>(ended.cursor.value_or(0), *sequence);
  }
}

// With `since` in the request only what is told moves the cursor: the answer's own number is past
// what is still to come.
Ended subscribe(const Options& options, const Request& request) {
  Ended ended{.error = {}, .cursor = request.since};
  Result<Connection> connection = Connection::open(socket_paths(options.ask.socket));
  const Result<std::string> answer =
      connection ? connection->call(request) : Result<std::string>(connection.error());
  const Result<std::size_t> sequence = answer
                                           ? show(options, {.method = "state", .params = *answer})
                                           : Result<std::size_t>(answer.error());
  if (!sequence) {
    ended.error = sequence.error();
    return ended;
  }
  if (!ended.cursor) ended.cursor = *sequence;
  return follow(options, *connection, std::move(ended));
}

// A reader that was too slow is dropped while the daemon goes on: it connects again and misses
// nothing. Where no daemon answers, nobody watches any more, and that is said with an exit status.
Result<ExitCode> watch(const Options& options) {
  Result<Request> request = request_of(options);
  if (!request) return request.error();
  for (;;) {
    Ended ended = subscribe(options, *request);
    request->since = ended.cursor;
    if (ended.error.code != ErrorCode::unavailable) return ended.error;
    if (ended.told) continue;
    if (ended.cursor)
      ended.error.message +=
          fmt::format("; go on with: prodparity watch --since {}", *ended.cursor);
    return ended.error;
  }
}

// A live view where somebody looks at a terminal, unless lines are asked for.
Result<ExitCode> watch_or_show(const Options& options) {
  const bool wants_lines =
      options.lines || !options.since.empty() || options.ask.format != "terminal";
  if (!wants_lines) {
    const Result<live::Terminal> terminal = live::Terminal::open();
    if (terminal)
      return live::run(options.ask, *terminal, terminal_style(options.no_color, false).colour);
    if (terminal.error().code != ErrorCode::wrong_usage) return terminal.error();
  }
  return watch(options);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.flag("--lines", options->lines,
                 "A line for each thing that happens, as where the output is no terminal");
  arguments.flag("--no-color", options->no_color, "No colours (also: NO_COLOR)");
  arguments.text("--since", "N", options->since,
                 "First what was told after this number of the timeline");
  declare_ask_options(arguments, options->ask);
  return [options] { return watch_or_show(*options); };
}

}  // namespace

const Command watch_command = {
    .name = "watch",
    .summary = "Show the session as it goes on: what differs, the timeline; q quits",
    .examples =
        "  prodparity watch\n"
        "  prodparity watch --lines\n"
        "  prodparity watch --since 0 --format json\n",
    .declare = declare};

}  // namespace prodparity
