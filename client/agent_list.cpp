#include "client/agent_list.h"

#include "core/json.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

std::string places_text(const AgentRow& row) {
  std::string text;
  for (const AgentFinding& place : row.places) {
    if (place.installed)
      text +=
          fmt::format("  installed in {} ({})\n", printable(place.path), to_string(place.scope));
    if (place.error)
      text += fmt::format("  cannot be read ({}): {}\n", to_string(place.scope),
                          printable(to_string(*place.error)));
  }
  if (text.empty() && !row.places.empty())
    text = fmt::format("  not installed; {} it would be in {}\n",
                       row.places.front().scope == AgentScope::system ? "machine-wide" : "here",
                       printable(row.places.front().path));
  return text;
}

std::string answer_text(const json& call) {
  const std::size_t entries = number_at(call, "entries");
  if (entries > 0) return "told " + counted(entries, "change", "changes");
  const std::string state = text_at(call, "state");
  return state == "settled" || state == "idle" ? "nothing was new" : "nothing was new, " + state;
}

std::string called_text(const AgentRow& row, const json& status) {
  const json calls = part_at(status, "agents");
  if (!calls.is_object())
    return "  prodparityd does not answer: whether it was called is not known\n";
  const std::string name(row.agent->agent);
  const json call = part_at(part_at(calls, "last"), name.c_str());
  const std::string told = text_at(part_at(calls, "told"), name.c_str());
  std::string text =
      call.is_object()
          ? fmt::format("called last {}: {}", text_at(call, "time"), answer_text(call))
          : fmt::format("never called since prodparityd started, {}", text_at(calls, "since"));
  const bool said_already = call.is_object() && number_at(call, "entries") > 0;
  if (!told.empty() && !said_already) text += "; told something last " + told;
  return "  " + printable(text) + '\n';
}

bool is_installed(const AgentRow& row) {
  return std::ranges::any_of(row.places, &AgentFinding::installed);
}

}  // namespace

std::string agent_list_text(const std::vector<AgentRow>& rows, const json& status) {
  std::string text;
  for (const AgentRow& row : rows) {
    text += fmt::format("{} ({})\n{}", row.agent->agent, row.agent->title, places_text(row));
    const json last = part_at(part_at(status, "agents"), "last");
    const bool called = last.is_object() && last.contains(row.agent->agent);
    if (called || is_installed(row)) text += called_text(row, status);
    if (row.failure)
      text += printable(fmt::format("  could not answer last {} (you): {}", row.failure->time,
                                    row.failure->message)) +
              '\n';
  }
  return text;
}

json agent_list_json(const std::vector<AgentRow>& rows, const json& status) {
  const json calls = part_at(status, "agents");
  json agents = json::array();
  for (const AgentRow& row : rows) {
    json places = json::array();
    for (const AgentFinding& place : row.places) {
      places.push_back({{"scope", to_string(place.scope)},
                        {"path", place.path},
                        {"installed", place.installed},
                        {"error", place.error ? json(to_string(*place.error)) : json()}});
    }
    const std::string name(row.agent->agent);
    json failure;
    if (row.failure) failure = {{"time", row.failure->time}, {"message", row.failure->message}};
    const std::string told = text_at(part_at(calls, "told"), name.c_str());
    agents.push_back({{"agent", name},
                      {"title", row.agent->title},
                      {"places", places},
                      {"called", part_at(part_at(calls, "last"), name.c_str())},
                      {"told", told.empty() ? json() : json(told)},
                      {"failure", failure},
                      {"snippet", row.snippet}});
  }
  const std::string since = text_at(calls, "since");
  return {{"schema", "prodparity.agents/1"},
          {"since", since.empty() ? json() : json(since)},
          {"agents", agents}};
}

std::string agent_snippet_text(const AgentRow& row) {
  return fmt::format("\nWhat belongs into settings of {} that an organisation manages:\n\n{}",
                     row.agent->title, row.snippet);
}

}  // namespace prodparity
