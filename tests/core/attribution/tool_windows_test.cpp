#include "core/attribution/tool_windows.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Phase = ToolEvent::Phase;
using Opened = ToolWindow::Opened;

const AgentSession a = {.agent = "claude", .session = "a"};
const AgentSession b = {.agent = "gemini", .session = "b"};

const ToolEvent turn = {.phase = Phase::turn};

ToolEvent begin(const std::string& id, const std::string& command = "make") {
  return {.phase = Phase::begin, .tool_call = id, .command = command};
}
ToolEvent end(const std::string& id, const std::string& command = "make") {
  return {.phase = Phase::end, .tool_call = id, .command = command};
}

std::vector<std::string> calls(const ToolWindows& windows, Millis from, Millis until) {
  std::vector<std::string> ids;
  for (const ToolWindow& window : windows.overlapping(from, until))
    ids.push_back(window.tool_call + window.command);
  return ids;
}

}  // namespace

TEST_CASE("tool windows: a call's time is from its beginning to its end") {
  using Calls = std::vector<std::string>;
  ToolWindows windows;
  CHECK_FALSE(windows.take(a, begin("1"), 100));
  CHECK_FALSE(windows.take(a, begin("2"), 150));  // at the same time
  CHECK(calls(windows, 0, 99).empty());
  CHECK(calls(windows, 120, 130) == Calls{"1make"});
  CHECK(calls(windows, 900, 999) == Calls{"1make", "2make"});  // both last
  CHECK_FALSE(windows.take(a, end("1"), 200));
  CHECK(calls(windows, 200, 200) == Calls{"1make", "2make"});
  CHECK(calls(windows, 201, 300) == Calls{"2make"});
  // A turn that ends leaves no call open, and none of another session is touched.
  windows.take(b, begin("", "pip install x"), 210);
  windows.take(a, {}, 249);
  CHECK(calls(windows, 249, 300) == Calls{"2make", "pip install x"});
  windows.take(a, turn, 250);
  CHECK(calls(windows, 251, 300) == Calls{"pip install x"});
  // Without an id, by the command.
  windows.take(b, begin("", "ls"), 260);
  windows.take(b, end("", "ls"), 270);
  CHECK(calls(windows, 271, 300) == Calls{"pip install x"});
  windows.close(b, 280);
  CHECK(calls(windows, 281, 300).empty());
}

TEST_CASE("tool windows: one whose beginning was not told says how far back it may reach") {
  ToolWindows windows;
  CHECK(windows.take(a, end("1"), 1'000) == 1'000);  // the first that is heard of the session
  CHECK(windows.overlapping(0, 999).empty());
  CHECK(windows.take(a, end("2"), 5'000) == 1'000);
  const auto second = windows.overlapping(2'000, 2'000);
  REQUIRE(second.size() == 1);
  CHECK(second.front().from == 1'000);
  CHECK(second.front().opened == Opened::at_previous_event);

  ToolEvent timed = end("3");
  timed.duration = 1'000;
  windows.take(a, timed, 20'000);
  CHECK(windows.overlapping(15'000, 18'000).empty());
  REQUIRE(windows.overlapping(18'600, 18'600).size() == 1);
  CHECK(windows.overlapping(18'600, 18'600).front().opened == Opened::by_duration);
  // A duration that is longer than the session's silence is not believed.
  timed.duration = 1'000'000;
  windows.take(a, timed, 21'000);
  CHECK(windows.overlapping(20'500, 20'500).front().opened == Opened::at_previous_event);
}

TEST_CASE("tool windows: what goes on in the background has no end yet") {
  ToolWindows windows;
  windows.take(a, begin("1"), 100);
  ToolEvent started = end("1");
  started.background = true;
  windows.take(a, started, 150);
  windows.take(a, turn, 200);
  REQUIRE(windows.overlapping(50'000, 50'000).size() == 1);
  CHECK(windows.overlapping(50'000, 50'000).front().background);
  CHECK(windows.overlapping(3'700'000, 3'700'000).empty());
}

TEST_CASE("tool windows: secrets are taken out, and only the newest are kept") {
  ToolWindows windows;
  windows.take(a, begin("1", "x --password=hunter2"), 1);
  CHECK(windows.overlapping(1, 1).front().command == "x --password=***");
  windows.take(a, end("1", "x --password=hunter2"), 2);
  CHECK(windows.overlapping(3, 3).empty());
  for (std::size_t i = 0; i < limits::tool_windows; ++i)
    windows.take(a, begin(std::to_string(i)), 10);
  CHECK(windows.size() == limits::tool_windows);
  windows.take(a, begin("last"), 10);
  CHECK(windows.size() == limits::tool_windows);
}

TEST_CASE("tool windows: that a session is idle or over ends none of its calls") {
  ToolWindows windows;
  windows.take(a, begin("1", "make"), 10);
  for (const Phase phase : {Phase::stop, Phase::wake, Phase::over}) {
    CHECK_FALSE(windows.take(a, {.phase = phase}, 20).has_value());
    REQUIRE(windows.overlapping(30, 30).size() == 1);
    CHECK_FALSE(windows.overlapping(30, 30).front().until.has_value());
  }
}

TEST_CASE("tool windows: phases have their words") {
  for (const Phase phase :
       {Phase::none, Phase::begin, Phase::end, Phase::turn, Phase::stop, Phase::wake, Phase::over})
    CHECK(parse_tool_phase(to_string(phase)) == phase);
  CHECK_FALSE(parse_tool_phase("middle").has_value());
}

}  // namespace prodparity
