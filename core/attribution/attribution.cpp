#include "core/attribution/attribution.h"

#include "core/attribution/agent_marks.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::array<std::pair<Actor, std::string_view>, 3> actors = {
    {{Actor::unknown, "unknown"}, {Actor::agent, "agent"}, {Actor::person, "person"}}};
constexpr std::array<std::pair<AttributionMode, std::string_view>, 3> modes = {
    {{AttributionMode::off, "off"},
     {AttributionMode::agents, "agents"},
     {AttributionMode::all, "all"}}};

}  // namespace

std::string_view to_string(Actor value) {
  for (const auto& [actor, word] : actors) {
    if (actor == value) return word;
  }
  return "unknown";
}

std::optional<Actor> parse_actor(std::string_view text) {
  for (const auto& [actor, word] : actors) {
    if (word == text) return actor;
  }
  return std::nullopt;
}

std::string_view to_string(AttributionMode value) {
  for (const auto& [mode, word] : modes) {
    if (mode == value) return word;
  }
  return "agents";
}

std::optional<AttributionMode> parse_attribution_mode(std::string_view text) {
  for (const auto& [mode, word] : modes) {
    if (word == text) return mode;
  }
  return std::nullopt;
}

std::string who_of(const Cause& cause) {
  if (cause.actor == Actor::person) return "person";
  return cause.actor == Actor::agent ? agent_title(cause.agent) : std::string();
}

}  // namespace prodparity
