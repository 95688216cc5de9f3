// What a coding agent gives its hook, and what it is told: whatever the payload and the timeline's
// entries hold, the answer is one line of JSON (or the plain text), and the text keeps its frame.
#include "client/agent_text.h"
#include "client/agents/agent.h"
#include "client/news.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto payload = parse_json(bytes);
  if (!payload || !payload->is_object()) return 0;
  News news;
  add_entries(news, part_at(*payload, "entries"));
  const std::string text = agent_news(news);
  if (text.empty() != news.empty() || text.size() > agent_text_bytes) std::abort();
  if (text.find('\x1b') != std::string::npos) std::abort();
  static_cast<void>(agent_greeting(*payload));
  static_cast<void>(agent_waits(*payload));
  for (const Agent* const named : agents()) {
    const Agent& agent = agent_of(*payload, named->name);
    const AgentCall call = agent.read(*payload, agent.events);
    if (call.moment == AgentMoment::other) continue;
    const std::string answer = agent.write(call, text);
    if (agent.name == "generic") continue;
    if (!parse_json(answer) || answer.find('\n') + 1 != answer.size()) std::abort();
  }
  return 0;
}
