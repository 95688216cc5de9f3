#include "core/hook_calls.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("hook calls: the last of each agent is kept, and when it was last told something") {
  HookCalls calls{.since = "2026-11-29T08:00:00Z"};
  note_call(calls, "claude", {.time = "2026-11-29T08:01:00Z", .entries = 2, .state = "settled"});
  note_call(calls, "claude", {.time = "2026-11-29T08:02:00Z", .state = "changing"});
  ToldTimes told;
  note_told(told, "claude", "2026-11-29T08:01:00Z");
  CHECK(write_hook_calls(calls, told) ==
        R"({"last":{"claude":{"entries":0,"state":"changing","time":"2026-11-29T08:02:00Z"}},)"
        R"("since":"2026-11-29T08:00:00Z","told":{"claude":"2026-11-29T08:01:00Z"}})");
  CHECK(write_hook_calls({}, {}) == R"({"last":{},"since":"","told":{}})");
}

TEST_CASE("hook calls: of too many names the later ones are not kept, and the first go on") {
  HookCalls calls;
  ToldTimes told;
  for (std::size_t i = 0; i < limits::agents; ++i) {
    note_call(calls, "agent-" + std::to_string(i), {.time = "1"});
    note_told(told, "agent-" + std::to_string(i), "1");
  }
  CHECK(calls.last.size() == limits::agents);
  CHECK(told.size() == limits::agents);
  note_call(calls, "one-more", {.time = "2"});
  note_told(told, "one-more", "2");
  note_call(calls, "agent-0", {.time = "2"});
  CHECK(calls.last.size() == limits::agents);
  CHECK(told.size() == limits::agents);
  CHECK(calls.last.at("agent-0").time == "2");
}

}  // namespace prodparity
