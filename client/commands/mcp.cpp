#include "core/mcp.h"

#include "client/agent_text.h"
#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/plan_text.h"
#include "client/simulate.h"
#include "client/snapshot_answer.h"
#include "core/json.h"
#include "core/limits.h"
#include "io/next_part.h"
#include "io/system_error.h"
#include "program/output.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// The lines of standard input. One that is too long is handed out cut, so that it is refused, and
// the rest of it is passed over.
class LineInput {
 public:
  // Nullopt: its end.
  Result<std::optional<std::string>> next() {
    std::string line;
    for (;;) {
      const std::size_t end = received_.find('\n');
      const std::size_t room = limits::request_bytes + 1 - line.size();
      line.append(received_, 0, std::min(end, room));
      if (end != std::string::npos) {
        received_.erase(0, end + 1);
        return std::optional(std::move(line));
      }
      received_.clear();
      const Result<bool> more = receive();
      if (!more) return more.error();
      if (*more) continue;
      if (line.empty()) return std::optional<std::string>();
      return std::optional(std::move(line));
    }
  }

 private:
  Result<bool> receive() {
    const ssize_t count = read_next_part(STDIN_FILENO, received_);
    if (count < 0) return system_error(errno, "read", "standard input");
    return count != 0;
  }

  std::string received_;
};

// What each tool shows of the daemon's answer.
std::string reply_to(const mcp::Call& call, const nlohmann::json& answer) {
  const std::string instant = instant_text(answer);
  switch (call.tool) {
    case mcp::Tool::status:
      return mcp::write_result(call, instant + agent_greeting(answer), answer);
    case mcp::Tool::production:
      return mcp::write_result(call, instant + text_at(answer, "text"), part_at(answer, "answer"));
    case mcp::Tool::check_install:
      return mcp::write_result(call, instant + plan_report(answer), answer);
    case mcp::Tool::explain:
    case mcp::Tool::report:
      break;
  }
  return mcp::write_result(call, instant + text_at(answer, "text"), nlohmann::json());
}

// A coding agent's sandbox may refuse the socket to the server that it started.
std::string reply_without_daemon(const AskOptions& options, const mcp::Call& call,
                                 const Error& error) {
  const Result<SnapshotAnswer> answer = answer_without_daemon(options.socket, call.question, error);
  if (!answer) return mcp::write_failure(call, answer.error().message);
  const bool has_document = call.tool == mcp::Tool::status || call.tool == mcp::Tool::production;
  const Result<nlohmann::json> document = parse_json(answer->document);
  return mcp::write_result(call, answer->text,
                           has_document && document ? *document : nlohmann::json());
}

std::string reply_to(const AskOptions& options, const std::string& line) {
  mcp::Step step = mcp::take(line);
  if (!step.call) return step.reply;
  if (step.call->tool == mcp::Tool::check_install) {
    Result<Plan> plan = simulate(step.call->command);
    if (!plan) return mcp::write_failure(*step.call, plan.error().message);
    step.call->question.planned = *std::move(plan);
  }
  const Result<nlohmann::json> answer = ask(options, step.call->question);
  return answer ? reply_to(*step.call, *answer)
                : reply_without_daemon(options, *step.call, answer.error());
}

Result<ExitCode> serve(const AskOptions& options) {
  LineInput input;
  for (;;) {
    const Result<std::optional<std::string>> line = input.next();
    if (!line) return line.error();
    if (!*line) return ExitCode::clean;
    const std::string reply = reply_to(options, **line);
    if (const Result<void> written = write_output(reply); !written) return written.error();
  }
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<AskOptions>();
  arguments.text("--socket", "PATH", options->socket,
                 "Where the daemon listens (also: PRODPARITY_SOCKET)");
  return [options] { return serve(*options); };
}

}  // namespace

const Command mcp_command = {
    .name = "mcp",
    .summary = "Answer a coding agent's questions (Model Context Protocol over stdio)",
    .examples =
        "  prodparity mcp\n"
        "  claude mcp add prodparity -- prodparity mcp\n"
        "\n"
        "Tools: parity_status, parity_production, parity_check_install, parity_explain,\n"
        "parity_report. Ends with its standard input.",
    .declare = declare};

}  // namespace prodparity
