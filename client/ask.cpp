#include "client/ask.h"

#include "client/connection.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "program/output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
void declare_ask_options(Arguments& arguments, AskOptions& options) {
  arguments.text("--socket", "PATH", options.socket,
                 "Where the daemon listens (also: PRODPARITY_SOCKET)");
  arguments.choice("--format", options.format, {"terminal", "json"}, "How to answer");
}

Result<nlohmann::json> ask(const AskOptions& options, Request request) {
  Result<Connection> connection = Connection::open(socket_paths(options.socket), options.patience);
  if (!connection) return connection.error();
  return ask(*connection, std::move(request));
}

Result<nlohmann::json> ask(Connection& connection, Request request) {
  const Result<std::string> result = connection.call(std::move(request));
  if (!result) return result.error();
  Result<nlohmann::json> parsed =
      parse_json(*result, {.limit_bytes = limits::response_bytes}, "the daemon's answer");
  if (parsed && !parsed->is_object())
    return Error{.code = ErrorCode::malformed, .message = "the daemon's answer is no object"};
  return parsed;
}

ExitCode exit_code_of_outcome(std::string_view word) {
  if (word == "clean") return ExitCode::clean;
  if (word == "warn") return ExitCode::warn;
  return word == "block" ? ExitCode::block : ExitCode::could_not_check;
}

Request report_request(const std::string& format, bool no_color, bool all) {
  Request request{.method = Method::report};
  request.format = parse_report_format(format).value_or(ReportFormat::terminal);
  if (request.format != ReportFormat::terminal) return request;
  const TerminalStyle style = terminal_style(no_color, all);
  request.all = style.all;
  request.colour = style.colour;
  request.width = style.width == 0 ? 1000 : std::max<std::size_t>(style.width, 20);
  return request;
}

Result<ExitCode> write_report(const Request& request, const nlohmann::json& answer) {
  const bool terminal = request.format == ReportFormat::terminal;
  const Result<void> written =
      write_output((terminal ? instant_text(answer) : "") + text_at(answer, "text"));
  if (!written) return written.error();
  const nlohmann::json code = part_at(answer, "exit_code");
  return code.is_number_unsigned() ? static_cast<ExitCode>(code.get<std::size_t>())
                                   : ExitCode::could_not_check;
}

std::string instant_text(const nlohmann::json& result) {
  const std::string state = text_at(result, "state");
  std::string text;
  if (state != "settled" && !state.empty()) {
    std::string line = state;
    for (const char* key : {"holder", "reason"}) {
      if (const std::string more = text_at(result, key); !more.empty()) line += ": " + more;
    }
    text += "prodparity: " + printable(line) + '\n';
  }
  const nlohmann::json warnings = part_at(result, "warnings");
  if (!warnings.is_array()) return text;
  for (const nlohmann::json& warning : warnings) {
    if (warning.is_string())
      text += "prodparity: warning: " + printable(warning.get<std::string>()) + '\n';
  }
  return text;
}

Result<ExitCode> write_answer(const AskOptions& options, const nlohmann::json& result,
                              const std::string& text) {
  const Result<void> written =
      write_output(options.format == "json" ? ascii_json(dump_json(result)) + '\n'
                                            : instant_text(result) + text);
  if (!written) return written.error();
  return exit_code_of_outcome(text_at(result, "outcome"));
}

}  // namespace prodparity
