#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// How far each session of a coding agent was told what the journal has, so that nothing is told
// twice and nothing is lost when a command outlives its tool call. Pure.
namespace prodparity {

// A session as the agent names it. Untrusted, but of few characters: parse_request() sees to it.
struct AgentSession {
  std::string agent;    // "claude": 1 to 32 of a-z, 0-9 and '-'
  std::string session;  // 1 to 128 visible ASCII characters

  bool operator==(const AgentSession&) const = default;
};
bool is_agent_name(std::string_view text);
bool is_agent_session(std::string_view text);

// "claude:5434cbb5" -> sequence of the last journal entry that it knows.
using AgentCursors = std::map<std::string, std::uint64_t, std::less<>>;
std::string cursor_key(const AgentSession& session);
// Of more than limits::agent_sessions the one that is farthest behind goes: it is told all again.
void set_cursor(AgentCursors& cursors, const std::string& key, std::uint64_t sequence);

// The data of the journal's kind `told`, and back; an empty key where it is not that.
std::string told_data(const AgentSession& session, std::uint64_t sequence);
struct Told {
  std::string key;
  std::string agent;
  std::uint64_t sequence = 0;
};
Told read_told(std::string_view data);

}  // namespace prodparity
