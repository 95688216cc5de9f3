#include "core/protocol.h"

#include "core/limits.h"
#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/json_schema.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace prodparity {
namespace {

RpcError error_of(const std::string& line) {
  const auto parsed = parse_request(line);
  REQUIRE(std::holds_alternative<RpcError>(parsed));
  return std::get<RpcError>(parsed);
}

Request request_of(const std::string& line) {
  const auto parsed = parse_request(line);
  if (const auto* error = std::get_if<RpcError>(&parsed)) FAIL(error->message);
  return std::get<Request>(parsed);
}

std::string rpc(const std::string& rest) {
  return R"({"jsonrpc":"2.0","id":1,)" + rest + '}';
}

}  // namespace

TEST_CASE("protocol: a request has its method, id and parameters") {
  CHECK(request_of(rpc(R"("method":"status")")) == Request{.id = "1"});
  CHECK(request_of(R"({"jsonrpc":"2.0","method":"rescan"})") == Request{.method = Method::rescan});
  CHECK(request_of(R"({"jsonrpc":"2.0","id":"a","method":"findings","params":{"since":7}})") ==
        Request{.id = R"("a")", .method = Method::findings, .since = 7});
  CHECK(
      request_of(rpc(
          R"("method":"report","params":{"format":"json","all":true,"colour":true,"width":120})")) ==
      Request{.id = "1",
              .method = Method::report,
              .format = ReportFormat::json,
              .all = true,
              .colour = true,
              .width = 120});
}

TEST_CASE("protocol: what a client writes is what the daemon reads") {
  for (const Request& request :
       {Request{.id = "1"}, Request{.id = R"("x y")", .method = Method::subscribe, .since = 0},
        Request{.id = "2",
        .method = Method::subscribe,
        .caller = {.agent = "claude", .session = "5434cbb5"}},
        Request{.method = Method::explain, .name = "deb:libssl3"},
        Request{.id = "4", .method = Method::production},
        Request{.id = "4", .method = Method::production, .name = "requests>=2.31,<3"},
        Request{.method = Method::environment, .variables = {{"no_proxy", "a b"}}},
        Request{.method = Method::environment},
        Request{.method = Method::hook,
        .caller = {.agent = "claude", .session = "5434cbb5"},
        .patient = true},
        Request{.method = Method::hook,
        .caller = {.agent = "claude", .session = "5434cbb5"},
        .tool = {.phase = ToolEvent::Phase::end,
                .tool_call = "t1",
                .command = "make",
                .duration = 7,
                .background = true}},
        Request{.method = Method::hook,
        .caller = {.agent = "claude", .session = "5434cbb5"},
        .tool = {.tool_call = "t1"}},
        Request{.method = Method::hook,
        .caller = {.agent = "claude", .session = "5434cbb5"},
        .tool = {.phase = ToolEvent::Phase::wake}},
        Request{.id = "-5", .method = Method::findings, .since = 12, .limit = 3},
        Request{
            .id = "2", .method = Method::report, .format = ReportFormat::markdown, .key = "api"},
        Request{.id = "3",
        .method = Method::report,
        .format = ReportFormat::json,
        .now = "2026-11-22T12:00:00Z"}}) {
    std::string line = write_request(request);
    REQUIRE(line.back() == '\n');
    line.pop_back();
    CHECK(request_of(line) == request);
  }
}

TEST_CASE("protocol: what is said of a tool call is bounded") {
  const std::string hook = R"("method":"hook","params":{"agent":"a","session":"s",)";
  const auto command = [&](std::size_t size) {
    return rpc(hook + R"("command":")" + std::string(size, 'x') + "\"}");
  };
  CHECK(request_of(command(limits::command_line_bytes)).tool.command.size() ==
        limits::command_line_bytes);
  CHECK(error_of(command(limits::command_line_bytes + 1)).code == rpc_code::invalid_params);
  CHECK(request_of(rpc(hook + R"("duration_ms":1000000000})")).tool.duration == 1'000'000'000);
  for (const char* const wrong : {R"("duration_ms":1000000001})", R"("duration_ms":-1})",
                                  R"("phase":"none"})", R"("phase":7})", R"("tool_call":"a b"})",
                                  R"("tool_call":""})", R"("background":1})", R"("command":7})"}) {
    INFO(wrong);
    CHECK(error_of(rpc(hook + wrong)).code == rpc_code::invalid_params);
  }
}

TEST_CASE("protocol: hostile requests and their errors") {
  struct Case {
    std::string line;
    int code;
  };
  const std::vector<Case> cases = {
      {"", rpc_code::parse_error},
      {"{", rpc_code::parse_error},
      {std::string(100'000, '['), rpc_code::parse_error},
      {std::string(limits::request_bytes + 1, ' '), rpc_code::parse_error},
      {"\xff\xfe", rpc_code::parse_error},
      {rpc(R"("method":"hook")"), rpc_code::invalid_params},
      {rpc(R"("method":"subscribe","params":{"agent":"claude"})"), rpc_code::invalid_params},
      {rpc(R"("method":"subscribe","params":{"session":"a"})"), rpc_code::invalid_params},
      {rpc(R"("method":"hook","params":{"agent":"claude"})"), rpc_code::invalid_params},
      {rpc(R"("method":"hook","params":{"agent":"Claude Code","session":"a"})"),
       rpc_code::invalid_params},
      {rpc(R"("method":"hook","params":{"agent":"claude","session":"a b"})"),
       rpc_code::invalid_params},
      {rpc(R"("method":"hook","params":{"agent":"claude","session":"a","patient":1})"),
       rpc_code::invalid_params},
      {R"({"jsonrpc":"2.0","jsonrpc":"2.0"})", rpc_code::parse_error},
      {"[]", rpc_code::invalid_request},
      {"7", rpc_code::invalid_request},
      {"{}", rpc_code::invalid_request},
      {R"({"jsonrpc":"1.0","method":"status"})", rpc_code::invalid_request},
      {R"({"jsonrpc":"2.0","method":7})", rpc_code::invalid_request},
      {R"({"jsonrpc":"2.0","id":{},"method":"status"})", rpc_code::invalid_request},
      {R"({"jsonrpc":"2.0","id":null,"method":"status"})", rpc_code::invalid_request},
      {R"({"jsonrpc":"2.0","id":1.5,"method":"status"})", rpc_code::invalid_request},
      {R"({"jsonrpc":"2.0","id":")" + std::string(127, 'x') + R"(","method":"status"})",
       rpc_code::invalid_request},
      {rpc(R"("method":"no_such")"), rpc_code::method_not_found},
      {rpc(R"("method":"status","params":{"since":1})"), rpc_code::invalid_params},
      {rpc(R"("method":"status","params":[1])"), rpc_code::invalid_params},
      {rpc(R"("method":"findings","params":{"since":-1})"), rpc_code::invalid_params},
      {rpc(R"("method":"findings","params":{"since":"1"})"), rpc_code::invalid_params},
      {rpc(R"("method":"findings","params":{"limit":0})"), rpc_code::invalid_params},
      {rpc(R"("method":"findings","params":{"limit":1001})"), rpc_code::invalid_params},
      {rpc(R"("method":"explain")"), rpc_code::invalid_params},
      {rpc(R"("method":"explain","params":{"name":""})"), rpc_code::invalid_params},
      {rpc(R"("method":"report","params":{"format":"pdf"})"), rpc_code::invalid_params},
      {rpc(R"("method":"report","params":{"width":19})"), rpc_code::invalid_params},
      {rpc(R"("method":"report","params":{"all":1})"), rpc_code::invalid_params},
      {rpc(R"("method":"report","params":{"key":""})"), rpc_code::invalid_params},
      {rpc(R"("method":"report","params":{"now":"tomorrow"})"), rpc_code::invalid_params},
      {rpc(R"("method":"status","params":{"now":"2026-11-22T12:00:00Z"})"),
       rpc_code::invalid_params},
      {rpc(R"("method":"plan")"), rpc_code::invalid_params},
      {rpc(R"("method":"plan","params":{"changes":{}})"), rpc_code::invalid_params},
      {rpc(R"("method":"plan","params":{"changes":[["a","b","c"]]})"), rpc_code::invalid_params},
      {rpc(R"("method":"plan","params":{"changes":[["","b","c","d"]]})"), rpc_code::invalid_params},
      {rpc(R"("method":"plan","params":{"changes":[["a",1,"c","d"]]})"), rpc_code::invalid_params},
      {rpc(R"("method":"plan","params":{"changes":[],"ecosystem":"npm"})"),
       rpc_code::invalid_params},
      {rpc(R"("method":"seen","params":{"agent":"a","session":"b","entries":[-1]})"),
       rpc_code::invalid_params},
      {rpc(R"("method":"seen","params":{"entries":[1]})"), rpc_code::invalid_params},
      {rpc(R"("method":"seen","params":{"session":"b","entries":[1]})"), rpc_code::invalid_params},
      {rpc(R"("method":"workspace")"), rpc_code::invalid_params},
      {rpc(R"("method":"workspace","params":{"path":"relative"})"), rpc_code::invalid_params},
  };
  for (const Case& hostile : cases) {
    INFO(hostile.line.substr(0, 100));
    const RpcError error = error_of(hostile.line);
    CHECK(error.code == hostile.code);
    CHECK_FALSE(error.message.empty());
  }
}

TEST_CASE("protocol: bounds hold at them and not one past them") {
  CHECK(request_of(rpc(R"("method":"findings","params":{"limit":1000})")).limit == 1000);
  CHECK(request_of(rpc(R"("method":"report","params":{"width":20})")).width == 20);
  const auto explain = [](std::size_t size) {
    return parse_request(
        rpc(R"("method":"explain","params":{"name":")" + std::string(size, 'x') + R"("})"));
  };
  CHECK(std::holds_alternative<Request>(explain(limits::name_bytes)));
  CHECK(std::holds_alternative<RpcError>(explain(limits::name_bytes + 1)));
  std::string longest = rpc(R"("method":"status")");
  longest.insert(1, std::string(limits::request_bytes - longest.size(), ' '));
  CHECK(std::holds_alternative<Request>(parse_request(longest)));
}

TEST_CASE(
    "protocol: a plan of the largest system seen fits into one request, one past it does not") {
  const auto plan = [](std::size_t packages) {
    Request request{.id = "1", .method = Method::plan};
    for (std::size_t i = 0; i < packages; ++i)
      request.planned.changes.push_back({.name = "libusual-package" + std::to_string(i),
                                         .arch = "amd64",
                                         .old_version = "1:2.3.4-5+deb12u1",
                                         .new_version = "1:2.3.4-5+deb12u2"});
    std::string line = write_request(request);
    line.pop_back();
    return std::pair{line, request};
  };
  const auto [line, request] = plan(5800);
  CHECK(line.size() <= limits::request_bytes);
  CHECK(request_of(line) == request);
  CHECK(std::holds_alternative<RpcError>(parse_request(plan(limits::planned_changes + 1).first)));
  std::string many = "[\"a\",\"\",\"\",\"1\"]";
  std::string changes = many;
  for (std::size_t i = 1; i < limits::planned_changes; ++i)
    changes += ',' + many;
  CHECK(request_of(rpc(R"("method":"plan","params":{"changes":[)" + changes + "]}"))
            .planned.changes.size() == limits::planned_changes);
  CHECK(error_of(rpc(R"("method":"plan","params":{"changes":[)" + changes + ',' + many + "]}"))
            .code == rpc_code::invalid_params);
}

TEST_CASE("protocol: an environment holds what is kept of one, and errors none of its values") {
  const auto message = [](const std::string& params) {
    const RpcError error = error_of(rpc(R"("method":"environment")" + params));
    CHECK(error.code == rpc_code::invalid_params);
    CHECK(error.message.find("secret") == std::string::npos);
    return error.message;
  };
  CHECK(message("") == "variables are missing");
  CHECK(message(R"(,"params":{"variables":["secret"]})") == "variables must be an object");
  CHECK(message(R"(,"params":{"variables":{"no_proxy":7}})") == "variables must hold strings");
  CHECK(message(R"(,"params":{"variables":{"LD_PRELOAD":"secret"}})") ==
        "variables hold one that is no variable of a proxy, of certificates or of credentials that "
        "is "
        "kept");
  CHECK(message(R"(,"params":{"variables":{"no_proxy":"secret\n"}})") ==
        "variables hold one that holds a control character");
}

TEST_CASE("protocol: an error answers with the request's id where it could be read") {
  CHECK(error_of("{").id == "null");
  CHECK(error_of(rpc(R"("method":"no_such")")).id == "1");
}

TEST_CASE("protocol: answers and notifications are read back") {
  const auto read = [](std::string line) {
    line.pop_back();
    const Result<ServerMessage> message = parse_server_message(line);
    REQUIRE(message.has_value());
    return *message;
  };
  CHECK(read(write_result("1", R"({"a":1})")) == ServerMessage{.id = "1", .result = R"({"a":1})"});
  const RpcError error{.code = rpc_code::not_found, .message = "no \"x\"", .id = "2"};
  CHECK(read(write_error(error)) == ServerMessage{.id = "2", .error = error});
  CHECK(read(write_notification("state", "{}")).is_notification());
}

TEST_CASE("protocol: what is no answer is an error") {
  for (const char* line : {"", "[]", "{}", R"({"jsonrpc":"2.0"})", R"({"jsonrpc":"2.0","id":1})",
                           R"({"jsonrpc":"2.0","id":1,"result":1,"error":{}})"}) {
    CHECK(parse_server_message(line).has_error());
  }
}

TEST_CASE("protocol: a question to production is as long as its bound, and no longer") {
  const auto line = [](std::size_t size) {
    return rpc(R"("method":"production","params":{"name":")" + std::string(size, 'a') + R"("})");
  };
  CHECK(request_of(line(limits::question_bytes)).name.size() == limits::question_bytes);
  CHECK(error_of(line(limits::question_bytes + 1)).code == rpc_code::invalid_params);
  CHECK(error_of(line(0)).code == rpc_code::invalid_params);
}

// What is documented by a schema of its own holds to it.
void hold_answer(const ServerMessage& message) {
  if (message.result.find("prodparity.production/1") == std::string::npos) return;
  const auto schema = nlohmann::json::parse(
      test::read_file(std::string(test::project_folder) + "/docs/production.schema.json"));
  CHECK(test::violation(schema, nlohmann::json::parse(message.result).at("answer")) == "");
}

// docs/PROTOCOL.md: each line of a ```jsonl block is one message, "->" from a client, "<-" from
// the daemon.
TEST_CASE("protocol: every example of docs/PROTOCOL.md is what is really sent") {
  std::set<std::string> methods, notifications;
  bool inside = false;
  for_each_line(test::read_file(std::string(test::project_folder) + "/docs/PROTOCOL.md"),
                [&](std::string_view line, std::size_t number) {
                  INFO("docs/PROTOCOL.md:" << number);
                  if (line.starts_with("```")) inside = line == "```jsonl";
                  if (!inside || line.starts_with("```")) return;
                  const std::string message(line.substr(3));
                  if (line.starts_with("-> ")) {
                    const Request request = request_of(message);
                    methods.emplace(to_string(request.method));
                    CHECK(request_of(write_request(request)) == request);
                  } else {
                    REQUIRE(line.starts_with("<- "));
                    const Result<ServerMessage> read = parse_server_message(message);
                    REQUIRE(read.has_value());
                    if (read->is_notification()) notifications.insert(read->method);
                    hold_answer(*read);
                  }
                });
  for (int i = 0; i <= static_cast<int>(Method::shutdown); ++i)
    CHECK(methods.contains(std::string(to_string(static_cast<Method>(i)))));
  CHECK(notifications ==
        std::set<std::string>{"announced", "dropped", "resolved", "shipping", "state"});
}

}  // namespace prodparity
