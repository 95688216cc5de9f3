#pragma once

#include "core/agent_cursors.h"
#include "core/attribution/tool_windows.h"
#include "core/plan.h"
#include "core/result.h"
#include "core/session_environment.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// JSON-RPC 2.0 over a Unix socket, one message a line (docs/PROTOCOL.md has every message with an
// example). Pure: text in, values out, and back. Results are built by daemon/answers.h.
namespace prodparity {

enum class Method {
  status,       // the state and the counts
  findings,     // the timeline since a cursor
  subscribe,    // the same, and from then on as it happens
  explain,      // everything known about one name
  report,       // the whole verdict, rendered
  rescan,       // a fresh reading, answered as of now
  debug,        // the last raw events and what is watched
  setup_done,   // the container's own set-up commands ended
  workspace,    // where the project is; once (later: owner and root)
  environment,  // how this user's session reaches the network
  hook,         // what an agent's session was not told yet
  production,   // what production is, or whether it has something
  plan,         // what a package manager's plan would make differ
  applied,      // a package manager is done: what it made differ, as of now
  seen,         // an agent's session read this already, where it was told
  shutdown,     // end the daemon                                 (owner and root)
};
std::string_view to_string(Method value);
std::optional<Method> parse_method(std::string_view text);

enum class ReportFormat { terminal, markdown, json };
std::string_view to_string(ReportFormat value);
std::optional<ReportFormat> parse_report_format(std::string_view text);

// A request with the parameters of every method; each method has its own subset.
struct Request {
  std::optional<std::string> id;  // as JSON text: `1` or `"a"`; absent: a notification
  Method method = Method::status;
  std::optional<std::uint64_t> since;  // findings, subscribe: the last sequence already known
  std::size_t limit = 1000;            // findings: entries in one answer
  std::string name;                    // explain: "libssl3"; production: a question, or nothing
  ReportFormat format = ReportFormat::terminal;  // report
  bool all = false;                              // report: also info and ignored ones
  bool colour = false;                           // report, terminal
  std::size_t width = 80;                        // report, terminal
  std::string key;                               // report, markdown: names the comment
  std::string now;                               // report, json: RFC 3339, written into it
  std::string path;                              // workspace: absolute
  SessionEnvironment variables;                  // environment; may hold secrets
  AgentSession caller;                 // hook, seen: whose cursor; plan: who let it through;
                                       // subscribe: who is waited for, idle
  bool patient = false;                // hook: nothing while the state is changing
  ToolEvent tool;                      // hook: the tool call whose event it is
  Plan planned;                        // plan
  std::string allow;                   // plan: why it is to go on although a rule blocks
  bool simulated = false;              // plan: nobody is about to do it
  std::vector<std::uint64_t> entries;  // seen: sequence numbers

  bool operator==(const Request&) const = default;
};

// JSON-RPC 2.0 section 5.1, and our own.
namespace rpc_code {
inline constexpr int parse_error = -32700, invalid_request = -32600, method_not_found = -32601,
                     invalid_params = -32602, internal_error = -32603;
inline constexpr int not_permitted = -32001, not_found = -32002, too_busy = -32003;
}  // namespace rpc_code

struct RpcError {
  int code = rpc_code::internal_error;
  std::string message;
  std::string id = "null";  // as JSON text

  bool operator==(const RpcError&) const = default;
};

// One line without its '\n', at most limits::request_bytes.
std::variant<Request, RpcError> parse_request(std::string_view line);
std::string write_request(const Request& request);  // with '\n'

// `result` and `params` are JSON text. All with '\n'.
std::string write_result(std::string_view id, std::string_view result);
std::string write_error(const RpcError& error);
std::string write_notification(std::string_view method, std::string_view params);

// What a client reads: an answer (id, and result or error) or a notification (method, params).
struct ServerMessage {
  std::string id;      // JSON text; empty: a notification
  std::string result;  // JSON text
  std::optional<RpcError> error;
  std::string method;  // "state", "announced", "resolved", "shipping", "dropped"
  std::string params;  // JSON text

  bool is_notification() const { return id.empty(); }
  bool operator==(const ServerMessage&) const = default;
};
Result<ServerMessage> parse_server_message(std::string_view line);

// Where the daemon listens below its run folder, and the client looks.
inline constexpr std::string_view default_run_folder = "/run/prodparity";
inline constexpr std::string_view socket_name = "socket";

}  // namespace prodparity
