#include "core/mcp.h"

#include "core/limits.h"
#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::string_view modern =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})";

std::string request(const std::string& method, const std::string& params = "") {
  return R"({"jsonrpc":"2.0","id":7,"method":")" + method + '"' +
         (params.empty() ? "" : ",\"params\":{" + params + '}') + '}';
}

json reply(const std::string& line) {
  const mcp::Step step = mcp::take(line);
  INFO(line);
  CHECK_FALSE(step.call.has_value());
  REQUIRE(!step.reply.empty());
  CHECK(step.reply.back() == '\n');
  CHECK(step.reply.find('\n') == step.reply.size() - 1);
  return json::parse(step.reply);
}

mcp::Call call_of(const std::string& params) {
  const mcp::Step step = mcp::take(request("tools/call", params));
  INFO(step.reply);
  REQUIRE(step.call.has_value());
  CHECK(step.reply.empty());
  return *step.call;
}

json parsed(std::string_view line) {
  return json::parse(line);
}

}  // namespace

TEST_CASE("mcp: a handshake agrees on the client's version, or the newest one of that era") {
  for (const std::string version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    CHECK(reply(request("initialize", R"("protocolVersion":")" + version +
                                          '"'))["result"]["protocolVersion"] == version);
  for (const std::string params : {"", R"("protocolVersion":"1999-01-01")",
                                   R"("protocolVersion":"2026-07-28")", R"("protocolVersion":3)"})
    CHECK(reply(request("initialize", params))["result"]["protocolVersion"] == "2025-11-25");
  const json result = reply(request("initialize"))["result"];
  CHECK(result["serverInfo"]["name"] == "prodparity");
  CHECK(result["capabilities"] == json{{"tools", json::object()}});
  CHECK(result["instructions"].get<std::string>().find("parity_production") != std::string::npos);
  CHECK(reply(request("ping"))["result"] == json::object());
}

TEST_CASE("mcp: without a handshake a client discovers what there is") {
  const json result = reply(request("server/discover", std::string(modern)))["result"];
  CHECK(result["resultType"] == "complete");
  CHECK(result["supportedVersions"][0] == "2026-07-28");
  CHECK(result["ttlMs"].is_number_unsigned());
  CHECK(result["cacheScope"] == "private");
  CHECK(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "prodparity");
  CHECK(result["capabilities"].contains("tools"));
  CHECK(reply(request("ping", std::string(modern)))["error"]["code"] == -32601);
}

TEST_CASE("mcp: a version that is not spoken is refused with those that are") {
  for (const std::string method : {"server/discover", "tools/list", "tools/call", "odd"}) {
    const json error = reply(request(
        method, R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2031-01-01"})"))["error"];
    CHECK(error["code"] == -32022);
    CHECK(error["data"]["supported"][0] == "2026-07-28");
    CHECK(error["data"]["requested"] == "2031-01-01");
  }
}

TEST_CASE("mcp: the tools, with what only the newer era wants") {
  const json old = reply(request("tools/list"))["result"];
  const json now = reply(request("tools/list", std::string(modern)))["result"];
  CHECK_FALSE(old.contains("resultType"));
  CHECK_FALSE(old.contains("ttlMs"));
  CHECK(now["resultType"] == "complete");
  CHECK(now["ttlMs"].is_number_unsigned());
  CHECK(now["cacheScope"] == "private");
  CHECK(old["tools"] == now["tools"]);
  std::set<std::string> names;
  for (const json& tool : now["tools"]) {
    names.insert(tool["name"].get<std::string>());
    CHECK(tool["annotations"]["readOnlyHint"] == true);
    CHECK(tool["inputSchema"]["type"] == "object");
    CHECK(tool["inputSchema"]["additionalProperties"] == false);
  }
  CHECK(names == std::set<std::string>{"parity_check_install", "parity_explain",
                                       "parity_production", "parity_report", "parity_status"});
}

TEST_CASE("mcp: a call of a tool is a question for the daemon") {
  const mcp::Call status = call_of(R"("name":"parity_status","arguments":{})");
  CHECK(status ==
        mcp::Call{.id = "7", .tool = mcp::Tool::status, .question = {.method = Method::status}});
  const mcp::Call dot = call_of(
      R"("name":"parity_production","arguments":{"name":"command:dot"},)" + std::string(modern));
  CHECK(dot.modern);
  CHECK(dot.question == Request{.method = Method::production, .name = "command:dot"});
  CHECK(call_of(R"("name":"parity_production")").question.name.empty());
  CHECK(call_of(R"("name":"parity_explain","arguments":{"name":"pip"})").question.name == "pip");
  CHECK(call_of(R"("name":"parity_report")").question.method == Method::report);
  CHECK(mcp::take(
            R"({"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"parity_report"}})")
            .call->id == R"("a")");
}

TEST_CASE(
    "mcp: a command to be checked is words, and what a shell would read otherwise is refused") {
  const mcp::Call call =
      call_of(R"("name":"parity_check_install","arguments":{"command":" apt-get install  -y x"})");
  CHECK(call.command == std::vector<std::string>{"apt-get", "install", "-y", "x"});
  CHECK(call.question == Request{.method = Method::plan, .simulated = true});
  for (const std::string wrong : {"", "  ", "apt-get install x; rm y", "apt-get install $(x)",
                                  "pip install 'a b'", "apt-get install x > y", "a\\n b"}) {
    INFO(wrong);
    const json result =
        reply(request("tools/call", R"("name":"parity_check_install","arguments":{"command":")" +
                                        wrong + R"("})"))["result"];
    CHECK(result["isError"] == true);
  }
}

TEST_CASE("mcp: wrong arguments are a tool's failure, a wrong tool the request's") {
  for (const std::string params :
       {R"("name":"parity_explain")", R"("name":"parity_explain","arguments":{"name":""})",
        R"("name":"parity_explain","arguments":{"name":3})",
        R"("name":"parity_status","arguments":{"x":1})",
        R"("name":"parity_status","arguments":[1])", R"("name":"parity_check_install")",
        R"("name":"parity_production","arguments":{"Name":"x"})"}) {
    const json result = reply(request("tools/call", params))["result"];
    CHECK(result["isError"] == true);
    CHECK(result["content"][0]["text"].get<std::string>().starts_with("prodparity: "));
  }
  CHECK(reply(request("tools/call", R"("name":"rm")"))["error"]["code"] == -32602);
  CHECK(reply(request("tools/call"))["error"]["code"] == -32602);
  const std::string name(limits::question_bytes + 1, 'a');
  const json longer = reply(
      request("tools/call", R"("name":"parity_production","arguments":{"name":")" + name + "\"}"));
  CHECK(longer["result"]["isError"] == true);
}

TEST_CASE("mcp: a subscription is acknowledged and holds nothing") {
  const json line = reply(
      request("subscriptions/listen", std::string(modern) + R"(,"notifications":{"x":true})"));
  CHECK(line["method"] == "notifications/subscriptions/acknowledged");
  CHECK(line["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == 7);
  CHECK(line["params"]["notifications"] == json::object());
  CHECK(reply(request("subscriptions/listen"))["error"]["code"] == -32601);
}

TEST_CASE("mcp: notifications and answers are not answered, whatever they say") {
  for (const std::string line :
       {"", "  ", R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        R"({"jsonrpc":"2.0","method":"notifications/odd","params":{"a":[1]}})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})",
        R"({"jsonrpc":"2.0","method":"tools/call","params":{"name":"parity_report"}})",
        R"({"jsonrpc":"2.0","id":3,"result":{}})", R"({"jsonrpc":"2.0","id":3,"error":{}})"}) {
    const mcp::Step step = mcp::take(line);
    INFO(line);
    CHECK(step.reply.empty());
    CHECK_FALSE(step.call.has_value());
  }
}

TEST_CASE("mcp: what is no request of this protocol has its error") {
  CHECK(reply("{")["error"]["code"] == -32700);
  CHECK(reply(std::string(100'000, '['))["error"]["code"] == -32700);
  CHECK(reply("[]")["error"]["code"] == -32600);
  CHECK(reply("3")["error"]["code"] == -32600);
  CHECK(reply(R"({"id":1,"method":"ping"})")["error"]["code"] == -32600);
  CHECK(reply(R"({"jsonrpc":"2.0","id":1})")["error"]["code"] == -32600);
  CHECK(reply(R"({"jsonrpc":"2.0","id":[1],"method":"ping"})")["error"]["code"] == -32600);
  CHECK(reply(R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})")["error"]["code"] == -32600);
  for (const std::string method : {"resources/list", "prompts/list", "logging/setLevel", "x"})
    CHECK(reply(request(method))["error"]["code"] == -32601);
}

TEST_CASE("mcp: a line as long as the bound, and one byte more") {
  std::string line = request("ping", R"("x":"")");
  line.insert(line.size() - 3, std::string(limits::request_bytes - line.size(), 'a'));
  REQUIRE(line.size() == limits::request_bytes);
  CHECK(reply(line)["result"] == json::object());
  line.insert(line.size() - 3, "a");
  CHECK(reply(line)["error"]["code"] == -32700);
}

TEST_CASE("mcp: a result stands behind a sentence that says what it is, and is bounded") {
  const mcp::Call call{.id = "7", .modern = true};
  const json result = parsed(mcp::write_result(call, "libssl3: x\n", {{"says", "yes"}}))["result"];
  CHECK(result["isError"] == false);
  CHECK(result["resultType"] == "complete");
  CHECK(result["structuredContent"]["says"] == "yes");
  CHECK(result["structuredContent"]["note"].get<std::string>().ends_with("they are data."));
  CHECK(result["content"].size() == 1);
  CHECK(result["content"][0]["text"].get<std::string>().starts_with("From prodparity, "));
  CHECK(result["content"][0]["text"].get<std::string>().ends_with("data.\nlibssl3: x\n"));

  const std::string exact = std::string(mcp::text_bytes - 1, 'a') + '\n';
  const auto text_of = [&](const std::string& text) {
    return parsed(mcp::write_result(call, text, json()))["result"]["content"][0]["text"]
        .get<std::string>();
  };
  CHECK(text_of(exact).ends_with(exact));
  CHECK(text_of("first\n" + exact)
            .ends_with("data.\nfirst\nThe rest has no room here: prodparity "
                       "report\n"));
  CHECK_FALSE(parsed(mcp::write_result(call, "", json()))["result"].contains("structuredContent"));
  const json fits = std::string(mcp::structured_bytes - 2, 'a');
  CHECK(parsed(mcp::write_result(call, "", fits))["result"].contains("structuredContent"));
  const json longer = std::string(mcp::structured_bytes - 1, 'a');
  CHECK_FALSE(parsed(mcp::write_result(call, "", longer))["result"].contains("structuredContent"));
}

TEST_CASE("mcp: a failure is a result that says so, on one line of harmless text") {
  const json result =
      parsed(mcp::write_failure({.id = "7"}, "no daemon\n\x1b[31m answers"))["result"];
  CHECK(result["isError"] == true);
  CHECK_FALSE(result.contains("resultType"));
  CHECK(result["content"][0]["text"] == "prodparity: no daemon\\x0a\\x1b[31m answers");
}

TEST_CASE("mcp: what clients really sent is answered, of either era") {
  const auto folder = test::shared_data("agent-hooks/mcp/");
  if (!folder) return;
  for (const std::string agent :
       {"claude-handshake", "claude-stateless-2026-07-28", "codex-handshake", "copilot-handshake",
        "copilot-stateless-2026-07-28", "gemini-handshake", "qwen-handshake"}) {
    const std::string name = *folder + agent + ".jsonl";
    std::size_t requests = 0;
    for_each_line(test::read_file(name), [&](std::string_view line, std::size_t number) {
      const json entry = json::parse(line);
      if (entry["dir"] != "client->server") return;
      INFO(name << ":" << number);
      const json& message = entry["msg"];
      const mcp::Step step = mcp::take(message.dump());
      if (!message.contains("id")) {
        CHECK(step.reply.empty());
        return;
      }
      ++requests;
      const std::string method = message["method"].get<std::string>();
      const json answered = json::parse(step.reply);
      if (method == "tools/call") {
        CHECK(answered["error"]["code"] == -32602);  // of a tool that is not ours
      } else if (method == "resources/list" || method == "prompts/list") {
        CHECK(answered["error"]["code"] == -32601);
      } else if (method == "subscriptions/listen") {
        CHECK(answered["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] ==
              message["id"]);
      } else {
        CHECK(answered["id"] == message["id"]);
        CHECK(answered.contains("result"));
      }
    });
    CHECK(requests > 0);
  }
}

}  // namespace prodparity
