#include "core/attribution/attribution_json.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

json text_or_null(std::string_view text) {
  return text.empty() ? json(nullptr) : json(text);
}

json cause_json(const Cause& cause, AttributionReader reader) {
  json object = {
      {"actor", to_string(cause.actor)},        {"agent", text_or_null(cause.agent)},
      {"session", text_or_null(cause.session)}, {"tool_call", text_or_null(cause.tool_call)},
      {"command", text_or_null(cause.command)}, {"evidence", cause.evidence}};
  if (reader == AttributionReader::here) object["tool_command"] = text_or_null(cause.tool_command);
  return object;
}

Cause read_cause(const json& object) {
  Cause cause{.actor = parse_actor(text_at(object, "actor")).value_or(Actor::unknown),
              .agent = text_at(object, "agent"),
              .session = text_at(object, "session"),
              .tool_call = text_at(object, "tool_call"),
              .command = text_at(object, "command"),
              .tool_command = text_at(object, "tool_command")};
  const json evidence = part_at(object, "evidence");
  if (!evidence.is_array()) return cause;
  for (const json& sentence : evidence) {
    if (sentence.is_string()) cause.evidence.push_back(sentence.get<std::string>());
  }
  return cause;
}

}  // namespace

json attribution_json(const Attribution& attribution, AttributionReader reader) {
  json object = cause_json(attribution.likeliest, reader);
  json others = json::array();
  for (const Cause& cause : attribution.others)
    others.push_back(cause_json(cause, reader));
  object["others"] = std::move(others);
  return object;
}

Attribution read_attribution(const json& object) {
  Attribution attribution{.likeliest = read_cause(object)};
  const json others = part_at(object, "others");
  if (!others.is_array()) return attribution;
  for (const json& cause : others) {
    if (attribution.others.size() + 1 < limits::causes)
      attribution.others.push_back(read_cause(cause));
  }
  return attribution;
}

}  // namespace prodparity
