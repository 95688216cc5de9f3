#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

enum class Actor {
  unknown,  // nobody can be named; the evidence says why
  agent,    // a coding agent's tool call
  person,   // never more than that: no name, no user
};
std::string_view to_string(Actor value);
std::optional<Actor> parse_actor(std::string_view text);

// Who made a change, with what speaks for it. All text but the evidence is untrusted.
struct Cause {
  Actor actor = Actor::unknown;
  std::string agent;         // "claude" (core/attribution/agent_marks.h); empty: no agent
  std::string session;       // as the agent names it; empty: not known
  std::string tool_call;     // likewise
  std::string command;       // the package manager's own words, redacted; empty: not known or kept
  std::string tool_command;  // the tool call's, redacted; it never leaves the container
  std::vector<std::string> evidence;  // sentences; names in them are printable()

  bool operator==(const Cause&) const = default;
};

// Which tool call of which agent, or that a person, made a change; the likeliest first, each other
// one that may have been it after it. Never a guess told as a fact.
struct Attribution {
  Cause likeliest;
  std::vector<Cause> others;

  bool operator==(const Attribution&) const = default;
};

// What of a person's or an agent's doing is kept (`attribution` of the configuration).
enum class AttributionMode {
  off,     // nothing is read of any process
  agents,  // of commands, those of agents alone
  all,     // also those of persons and of whom nobody knows
};
std::string_view to_string(AttributionMode value);
std::optional<AttributionMode> parse_attribution_mode(std::string_view text);

// "Claude Code", "person"; empty where nobody is known. Printable.
std::string who_of(const Cause& cause);

}  // namespace prodparity
