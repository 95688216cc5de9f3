#include "core/hook_calls.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace prodparity {
namespace {

// Whoever asks chooses the name: what is there stays, and only so many are kept.
template <class Map>
void keep(Map& map, const std::string& agent, typename Map::mapped_type value) {
  if (map.size() >= limits::agents && !map.contains(agent)) return;
  map.insert_or_assign(agent, std::move(value));
}

}  // namespace

void note_call(HookCalls& calls, const std::string& agent, HookCall call) {
  keep(calls.last, agent, std::move(call));
}

void note_told(ToldTimes& told, const std::string& agent, const std::string& time) {
  keep(told, agent, time);
}

std::string write_hook_calls(const HookCalls& calls, const ToldTimes& told) {
  nlohmann::json last = nlohmann::json::object();
  for (const auto& [agent, call] : calls.last)
    last[agent] = {{"time", call.time}, {"entries", call.entries}, {"state", call.state}};
  return dump_json({{"since", calls.since}, {"last", last}, {"told", told}});
}

}  // namespace prodparity
