#include "core/attribution/tool_event_json.h"

#include "core/agent_cursors.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::uint64_t longest_duration = 1'000'000'000;  // milliseconds

std::string set_duration(ToolEvent& tool, const json& value) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > longest_duration)
    return "must be a number from 0 to " + std::to_string(longest_duration);
  tool.duration = value.get<Millis>();
  return {};
}

}  // namespace

bool is_tool_member(std::string_view member) {
  return member == "phase" || member == "tool_call" || member == "command" ||
         member == "duration_ms" || member == "background";
}

std::string set_tool_member(ToolEvent& tool, std::string_view member, const json& value) {
  if (member == "background") {
    if (!value.is_boolean()) return "must be true or false";
    tool.background = value.get<bool>();
    return {};
  }
  if (member == "duration_ms") return set_duration(tool, value);
  if (!value.is_string()) return "must be a string";
  const std::string& text = value.get_ref<const std::string&>();
  if (member == "tool_call") {
    if (!is_agent_session(text)) return "must be of 1 to 128 visible characters";
    tool.tool_call = text;
    return {};
  }
  if (member == "command") {
    if (text.size() > limits::command_line_bytes) return "must be of at most 4,096 bytes";
    tool.command = text;
    return {};
  }
  const auto phase = parse_tool_phase(text);
  if (!phase || *phase == ToolEvent::Phase::none)
    return "must be begin, end, turn, stop, wake or over";
  tool.phase = *phase;
  return {};
}

void add_tool_event(json& params, const ToolEvent& tool) {
  if (tool.phase != ToolEvent::Phase::none) params["phase"] = to_string(tool.phase);
  if (!tool.tool_call.empty()) params["tool_call"] = tool.tool_call;
  if (!tool.command.empty()) params["command"] = tool.command;
  if (tool.duration) params["duration_ms"] = *tool.duration;
  if (tool.background) params["background"] = true;
}

}  // namespace prodparity
