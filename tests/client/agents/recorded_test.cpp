#include "client/agents/agent.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

std::string_view word(AgentMoment moment) {
  switch (moment) {
    case AgentMoment::session_start:
      return "session start";
    case AgentMoment::before_tool:
      return "before a tool";
    case AgentMoment::after_tool:
      return "after a tool";
    case AgentMoment::prompt:
      return "prompt";
    case AgentMoment::turn_end:
      return "end of a turn";
    case AgentMoment::idle:
      return "idle";
    case AgentMoment::session_end:
      return "session end";
    case AgentMoment::other:
      return "nothing";
  }
  return "?";
}

std::vector<std::filesystem::path> recorded_events() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::string(test::fixtures_folder) + "/agents")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

// What `--agent` of its own folder makes of one event, as lines of the golden file.
std::string account_of(const std::filesystem::path& path) {
  const std::string configured = path.parent_path().filename().string();
  const json payload = json::parse(test::read_file(path.string()));
  const Agent& agent = agent_of(payload, configured);
  const AgentCall call = agent.read(payload, agent.events);
  std::string text = configured + '/' + path.filename().string() + "\n  of " +
                     std::string(agent.name) + ", " + std::string(word(call.moment)) +
                     ", session " + call.session + '\n';
  if (!call.tool_call.empty() || !call.command.empty())
    text += "  call '" + call.tool_call + "': " + call.command +
            (call.background ? " (goes on)" : "") + '\n';
  if (call.duration) text += "  took " + std::to_string(call.duration->count()) + " ms\n";
  return text + "  answer: " + agent.write(call, "TEXT");
}

}  // namespace

TEST_CASE("agents: events recorded from the real agents are understood and answered as they were") {
  std::string account;
  for (const std::filesystem::path& path : recorded_events())
    account += account_of(path);
  test::check_golden("agents.txt", account);
}

}  // namespace prodparity
