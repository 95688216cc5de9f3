#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

// When coding agents' hooks last asked the daemon, and how they were answered: a hook that is
// registered and never called is seen by that. Pure.
namespace prodparity {

struct HookCall {
  std::string time;         // RFC 3339, UTC
  std::size_t entries = 0;  // that it was told
  std::string state;        // of the instant: "settled"

  bool operator==(const HookCall&) const = default;
};

struct HookCalls {
  std::string since;                                  // from when on they are known
  std::map<std::string, HookCall, std::less<>> last;  // by the agent's name

  bool operator==(const HookCalls&) const = default;
};
// Of more than limits::agents names the others are not kept.
void note_call(HookCalls& calls, const std::string& agent, HookCall call);

// When agents were last told something, by their names; the journal has it.
using ToldTimes = std::map<std::string, std::string, std::less<>>;
void note_told(ToldTimes& told, const std::string& agent, const std::string& time);

// {"since", "last": {AGENT: {"time", "entries", "state"}}, "told": {AGENT: time}}: of `status`.
std::string write_hook_calls(const HookCalls& calls, const ToldTimes& told);

}  // namespace prodparity
