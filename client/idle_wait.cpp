#include "client/idle_wait.h"

#include "client/agent_text.h"
#include "client/ask.h"
#include "client/news.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr int most_pages = 10;

// A notification that something blocks, for whomever.
bool tells_of_a_block(const ServerMessage& message) {
  if (message.method != "announced") return false;
  const Result<json> params =
      parse_json(message.params, {.limit_bytes = limits::response_bytes}, "the daemon's message");
  if (!params) return false;
  const json findings = part_at(*params, "findings");
  return findings.is_array() && std::ranges::any_of(findings, [](const json& finding) {
           return text_at(finding, "tier") == "block";
         });
}

// The daemon decides, and counts it as told: what the session read meanwhile by its own events, or
// another one that waited, is not in it.
News take_news(Connection& daemon, const AgentSession& caller) {
  News news;
  ToolEvent tool{.phase = ToolEvent::Phase::wake};
  for (int page = 0; page < most_pages; ++page) {
    const Result<json> said = ask(daemon, {.method = Method::hook, .caller = caller, .tool = tool});
    if (!said) break;
    add_entries(news, part_at(*said, "entries"));
    if (part_at(*said, "more") != json(true)) break;
    tool.phase = ToolEvent::Phase::none;
  }
  return news;
}

}  // namespace

std::string wait_for_block(Connection& daemon, const AgentSession& caller, int output) {
  const Result<json> begun = ask(daemon, {.method = Method::subscribe, .caller = caller});
  if (!begun || part_at(*begun, "wake_idle_agents") != json(true)) return {};
  for (;;) {
    // What came before it was waited for too.
    const News news = take_news(daemon, caller);
    if (!news.empty()) return agent_news(news);
    for (bool blocks = false; !blocks;) {
      const Result<ServerMessage> message = daemon.next(output);
      if (!message || message->method == "dropped") return {};
      blocks = tells_of_a_block(*message);
    }
  }
}

}  // namespace prodparity
