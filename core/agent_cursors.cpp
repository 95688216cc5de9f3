#include "core/agent_cursors.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace prodparity {

using nlohmann::json;

bool is_agent_name(std::string_view text) {
  return !text.empty() && text.size() <= limits::agent_name_bytes &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_agent_session(std::string_view text) {
  return !text.empty() && text.size() <= limits::agent_session_bytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::string cursor_key(const AgentSession& session) {
  return session.agent + ':' + session.session;
}

void set_cursor(AgentCursors& cursors, const std::string& key, std::uint64_t sequence) {
  cursors.insert_or_assign(key, sequence);
  if (cursors.size() <= limits::agent_sessions) return;
  cursors.erase(std::ranges::min_element(
      cursors, [](const auto& a, const auto& b) { return a.second < b.second; }));
}

std::string told_data(const AgentSession& session, std::uint64_t sequence) {
  return dump_json(
      {{"agent", session.agent}, {"session", session.session}, {"sequence", sequence}});
}

Told read_told(std::string_view data) {
  const Result<json> parsed = parse_json(data);
  if (!parsed || !parsed->is_object()) return {};
  const AgentSession session{.agent = text_at(*parsed, "agent"),
                             .session = text_at(*parsed, "session")};
  if (!is_agent_name(session.agent) || !is_agent_session(session.session)) return {};
  return {.key = cursor_key(session),
          .agent = session.agent,
          .sequence = number_at(*parsed, "sequence")};
}

}  // namespace prodparity
