#include "core/protocol.h"

#include "core/attribution/tool_event_json.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/plan_json.h"
#include "core/rfc3339.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Method, std::string_view>, 16> methods = {{
    {Method::status, "status"},
    {Method::findings, "findings"},
    {Method::subscribe, "subscribe"},
    {Method::explain, "explain"},
    {Method::report, "report"},
    {Method::rescan, "rescan"},
    {Method::debug, "debug"},
    {Method::setup_done, "setup_done"},
    {Method::workspace, "workspace"},
    {Method::environment, "environment"},
    {Method::hook, "hook"},
    {Method::production, "production"},
    {Method::plan, "plan"},
    {Method::applied, "applied"},
    {Method::seen, "seen"},
    {Method::shutdown, "shutdown"},
}};

constexpr std::array<std::pair<ReportFormat, std::string_view>, 3> formats = {{
    {ReportFormat::terminal, "terminal"},
    {ReportFormat::markdown, "markdown"},
    {ReportFormat::json, "json"},
}};

constexpr std::size_t id_bytes = 128;
constexpr std::size_t limit_entries = 1000;
constexpr std::size_t limit_width = 1000;

// JSON-RPC 2.0, section 4: a string or a number; null is taken for what it is in answers only.
bool is_id(const json& value) {
  return value.is_number_integer() || (value.is_string() && dump_json(value).size() <= id_bytes);
}

bool takes(Method method, std::string_view parameter) {
  switch (method) {
    case Method::findings:
      return parameter == "since" || parameter == "limit";
    case Method::subscribe:
      return parameter == "since" || parameter == "agent" || parameter == "session";
    case Method::explain:
    case Method::production:
      return parameter == "name";
    case Method::workspace:
      return parameter == "path";
    case Method::environment:
      return parameter == "variables";
    case Method::hook:
      return parameter == "agent" || parameter == "session" || parameter == "patient" ||
             parameter == "phase" || parameter == "tool_call" || parameter == "command" ||
             parameter == "duration_ms" || parameter == "background";
    case Method::plan:
      return parameter == "ecosystem" || parameter == "changes" || parameter == "asked" ||
             parameter == "allow" || parameter == "simulated" || parameter == "agent" ||
             parameter == "session";
    case Method::seen:
      return parameter == "agent" || parameter == "session" || parameter == "entries";
    case Method::report:
      return parameter == "format" || parameter == "all" || parameter == "colour" ||
             parameter == "width" || parameter == "key" || parameter == "now";
    default:
      return false;
  }
}

bool needs_parameters(Method method) {
  return method == Method::explain || method == Method::workspace ||
         method == Method::environment || method == Method::hook || method == Method::plan ||
         method == Method::seen;
}

// Empty, or what is wrong with the value.
std::string set_number(std::size_t& target, const json& value, std::size_t lowest,
                       std::size_t highest) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < lowest ||
      value.get<std::uint64_t>() > highest)
    return "must be a number from " + std::to_string(lowest) + " to " + std::to_string(highest);
  target = value.get<std::size_t>();
  return {};
}

std::string set_flag(bool& target, const json& value) {
  if (!value.is_boolean()) return "must be true or false";
  target = value.get<bool>();
  return {};
}

// What is wrong is said without any value: it may be a password.
std::string set_variables(SessionEnvironment& target, const json& value) {
  if (!value.is_object()) return "must be an object";
  for (const auto& [name, text] : value.items()) {
    if (!text.is_string()) return "must hold strings";
    const std::string wrong = wrong_session_variable(name, text.get_ref<const std::string&>());
    if (!wrong.empty()) return "hold one that " + wrong;
    target.emplace(name, text.get<std::string>());
  }
  return {};
}

std::string set_entries(std::vector<std::uint64_t>& target, const json& value) {
  if (!value.is_array() || value.size() > limit_entries)
    return "must be a list of at most " + std::to_string(limit_entries);
  for (const json& sequence : value) {
    if (!sequence.is_number_unsigned()) return "must hold sequence numbers";
    target.push_back(sequence.get<std::uint64_t>());
  }
  return {};
}

std::string set_parameter(Request& request, std::string_view key, const json& value) {
  if (is_tool_member(key)) return set_tool_member(request.tool, key, value);
  if (key == "variables") return set_variables(request.variables, value);
  if (key == "since") {
    if (!value.is_number_unsigned()) return "must be a sequence number";
    request.since = value.get<std::uint64_t>();
    return {};
  }
  if (key == "limit") return set_number(request.limit, value, 1, limit_entries);
  if (key == "width") return set_number(request.width, value, 20, limit_width);
  if (key == "all") return set_flag(request.all, value);
  if (key == "colour") return set_flag(request.colour, value);
  if (key == "patient") return set_flag(request.patient, value);
  if (key == "simulated") return set_flag(request.simulated, value);
  if (key == "changes") return set_changes(request.planned, value);
  if (key == "asked") return set_asked(request.planned, value);
  if (key == "entries") return set_entries(request.entries, value);
  if (!value.is_string()) return "must be a string";
  const std::string& text = value.get_ref<const std::string&>();
  if (key == "name") {
    const bool question = request.method == Method::production;
    if (text.empty() || text.size() > (question ? limits::question_bytes : limits::name_bytes))
      return question ? "must be a question of 1 to 4096 bytes" : "must be the name of a package";
    request.name = text;
    return {};
  }
  if (key == "agent") {
    if (!is_agent_name(text)) return "must be a short name of small letters";
    request.caller.agent = text;
    return {};
  }
  if (key == "session") {
    if (!is_agent_session(text)) return "must be of 1 to 128 visible characters";
    request.caller.session = text;
    return {};
  }
  if (key == "path") {
    if (text.empty() || text.front() != '/' || text.size() > limits::pattern_bytes)
      return "must be an absolute path";
    request.path = text;
    return {};
  }
  if (key == "ecosystem") {
    if (text != "deb" && text != "pypi") return "must be deb or pypi";
    request.planned.ecosystem = text;
    return {};
  }
  if (key == "allow") {
    if (text.size() > limits::reason_bytes) return "is too long";
    request.allow = text;
    return {};
  }
  if (key == "key") {
    if (text.empty() || text.size() > limits::name_bytes) return "must be the name of a comment";
    request.key = text;
    return {};
  }
  if (key == "now") {
    if (!is_rfc3339(text)) return "must be a time as 2026-11-22T12:00:00Z";
    request.now = text;
    return {};
  }
  const std::optional<ReportFormat> format = parse_report_format(text);
  if (!format) return "must be terminal, markdown or json";
  request.format = *format;
  return {};
}

std::string set_parameters(Request& request, const json& params) {
  if (!params.is_object()) return "params must be an object";
  for (const auto& [key, value] : params.items()) {
    if (!takes(request.method, key))
      return std::string(to_string(request.method)) + " has no parameter of this name";
    const std::string wrong = set_parameter(request, key, value);
    if (!wrong.empty()) return std::string(key).append(1, ' ').append(wrong);
  }
  if (request.method == Method::explain && request.name.empty()) return "name is missing";
  if (request.method == Method::workspace && request.path.empty()) return "path is missing";
  if (request.method == Method::seen && request.caller.agent.empty()) return "agent is missing";
  if (request.method == Method::hook &&
      (request.caller.agent.empty() || request.caller.session.empty()))
    return "agent and session are needed";
  if (request.method == Method::subscribe &&
      request.caller.agent.empty() != request.caller.session.empty())
    return "agent and session come together";
  if (request.method == Method::plan && !params.contains("changes")) return "changes are missing";
  if (request.planned.ecosystem == "pypi") take_places(request.planned);
  if (request.method == Method::environment && !params.contains("variables"))
    return "variables are missing";
  return {};
}

std::variant<Request, RpcError> request_of(const json& object) {
  RpcError error{.code = rpc_code::invalid_request};
  const auto id = object.find("id");
  if (id != object.end()) {
    if (!is_id(*id)) {
      error.message = "id must be a number or a short string";
      return error;
    }
    error.id = dump_json(*id);
  }
  const auto version = object.find("jsonrpc");
  const auto name = object.find("method");
  if (version == object.end() || *version != "2.0" || name == object.end() || !name->is_string()) {
    error.message = "not a JSON-RPC 2.0 request: jsonrpc must be \"2.0\" and method a string";
    return error;
  }
  const std::optional<Method> method = parse_method(name->get_ref<const std::string&>());
  if (!method) {
    error.code = rpc_code::method_not_found;
    error.message = "no such method; docs/PROTOCOL.md names them";
    return error;
  }
  Request request{.method = *method};
  if (id != object.end()) request.id = error.id;
  const auto params = object.find("params");
  if (params != object.end() || needs_parameters(*method)) {
    error.message = set_parameters(request, params == object.end() ? json::object() : *params);
    error.code = rpc_code::invalid_params;
    if (!error.message.empty()) return error;
  }
  return request;
}

json params_of(const Request& request) {
  const Request defaults{};
  json params = json::object();
  if (request.since) params["since"] = *request.since;
  if (request.limit != defaults.limit) params["limit"] = request.limit;
  if (!request.name.empty()) params["name"] = request.name;
  if (request.format != defaults.format) params["format"] = to_string(request.format);
  if (request.all) params["all"] = true;
  if (request.colour) params["colour"] = true;
  if (request.width != defaults.width) params["width"] = request.width;
  if (!request.key.empty()) params["key"] = request.key;
  if (!request.now.empty()) params["now"] = request.now;
  if (!request.path.empty()) params["path"] = request.path;
  if (!request.caller.agent.empty()) params["agent"] = request.caller.agent;
  if (!request.caller.session.empty()) params["session"] = request.caller.session;
  if (request.patient) params["patient"] = true;
  add_tool_event(params, request.tool);
  if (request.method == Method::plan) params.update(plan_json(request.planned));
  if (!request.allow.empty()) params["allow"] = request.allow;
  if (request.simulated) params["simulated"] = true;
  if (!request.entries.empty()) params["entries"] = request.entries;
  if (request.method == Method::environment) params["variables"] = request.variables;
  return params;
}

RpcError error_of(const json& value, std::string id) {
  RpcError error{.message = "the daemon's error has no text", .id = std::move(id)};
  if (!value.is_object()) return error;
  const auto code = value.find("code");
  const auto message = value.find("message");
  if (code != value.end() && code->is_number_integer()) error.code = code->get<int>();
  if (message != value.end() && message->is_string()) error.message = message->get<std::string>();
  return error;
}

}  // namespace

std::string_view to_string(Method value) {
  for (const auto& [method, name] : methods) {
    if (method == value) return name;
  }
  return "status";
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [method, name] : methods) {
    if (name == text) return method;
  }
  return std::nullopt;
}

std::string_view to_string(ReportFormat value) {
  for (const auto& [format, name] : formats) {
    if (format == value) return name;
  }
  return "terminal";
}

std::optional<ReportFormat> parse_report_format(std::string_view text) {
  for (const auto& [format, name] : formats) {
    if (name == text) return format;
  }
  return std::nullopt;
}

std::variant<Request, RpcError> parse_request(std::string_view line) {
  const Result<json> parsed = parse_json(line, {.limit_bytes = limits::request_bytes});
  if (!parsed) return RpcError{.code = rpc_code::parse_error, .message = parsed.error().message};
  if (!parsed->is_object())
    return RpcError{.code = rpc_code::invalid_request,
                    .message = "a request is one JSON object; batches are not taken"};
  return request_of(*parsed);
}

std::string write_request(const Request& request) {
  json object = {{"jsonrpc", "2.0"}, {"method", to_string(request.method)}};
  json params = params_of(request);
  if (!params.empty()) object["params"] = std::move(params);
  std::string line = dump_json(object);
  if (request.id) line.insert(1, R"("id":)" + *request.id + ',');
  return line + '\n';
}

std::string write_result(std::string_view id, std::string_view result) {
  std::string line = R"({"jsonrpc":"2.0","id":)";
  line += id;
  line += R"(,"result":)";
  line += result;
  return line + "}\n";
}

std::string write_error(const RpcError& error) {
  return R"({"jsonrpc":"2.0","id":)" + error.id + R"(,"error":)" +
         dump_json({{"code", error.code}, {"message", error.message}}) + "}\n";
}

std::string write_notification(std::string_view method, std::string_view params) {
  std::string line = R"({"jsonrpc":"2.0","method":)" + dump_json(json(method));
  line += R"(,"params":)";
  line += params;
  return line + "}\n";
}

Result<ServerMessage> parse_server_message(std::string_view line) {
  const Result<json> parsed =
      parse_json(line, {.limit_bytes = limits::response_bytes}, "the daemon's answer");
  if (!parsed) return parsed.error();
  const Error malformed{.code = ErrorCode::malformed,
                        .message = "the daemon's answer is no JSON-RPC 2.0 message"};
  const auto version = parsed->is_object() ? parsed->find("jsonrpc") : parsed->end();
  if (!parsed->is_object() || version == parsed->end() || *version != "2.0") return malformed;
  ServerMessage message;
  const auto id = parsed->find("id");
  const auto method = parsed->find("method");
  if (id == parsed->end()) {
    const auto params = parsed->find("params");
    if (method == parsed->end() || !method->is_string()) return malformed;
    message.method = method->get<std::string>();
    message.params = params == parsed->end() ? "{}" : dump_json(*params);
    return message;
  }
  message.id = dump_json(*id);
  const auto error = parsed->find("error");
  const auto result = parsed->find("result");
  if ((error == parsed->end()) == (result == parsed->end())) return malformed;
  if (error != parsed->end()) {
    message.error = error_of(*error, message.id);
  } else {
    message.result = dump_json(*result);
  }
  return message;
}

}  // namespace prodparity
