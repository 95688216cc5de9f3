#include "client/agent_list.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

AgentRow row_of(bool installed) {
  return {.agent = find_agent_settings("claude"),
          .places = {{.scope = AgentScope::system, .path = "/etc/a.json", .installed = installed},
                     {.scope = AgentScope::user, .path = "/home/dev/a.json"}},
          .failure = {},
          .snippet = "{}\n"};
}

json status_with(json last, json told = json::object()) {
  return {
      {"agents",
       {{"since", "2026-11-29T08:00:00Z"}, {"last", std::move(last)}, {"told", std::move(told)}}}};
}

json call(std::size_t entries, const std::string& state) {
  return {{"claude", {{"time", "2026-11-29T09:00:00Z"}, {"entries", entries}, {"state", state}}}};
}

std::string text_of(const AgentRow& row, const json& status) {
  return agent_list_text({row}, status);
}

}  // namespace

TEST_CASE("agent list: installed where, called last when, answered how") {
  const std::string head = "claude (Claude Code)\n  installed in /etc/a.json (system)\n";
  CHECK(text_of(row_of(true), json()) ==
        head + "  prodparityd does not answer: whether it was called is not known\n");
  CHECK(text_of(row_of(true), status_with(json::object())) ==
        head + "  never called since prodparityd started, 2026-11-29T08:00:00Z\n");
  CHECK(text_of(row_of(true), status_with(call(2, "settled"))) ==
        head + "  called last 2026-11-29T09:00:00Z: told 2 changes\n");
  CHECK(text_of(row_of(true),
                status_with(call(0, "settled"), {{"claude", "2026-11-29T08:30:00Z"}})) ==
        head +
            "  called last 2026-11-29T09:00:00Z: nothing was new; told something last "
            "2026-11-29T08:30:00Z\n");
  CHECK(text_of(row_of(true), status_with(call(0, "interrupted"))) ==
        head + "  called last 2026-11-29T09:00:00Z: nothing was new, interrupted\n");
}

TEST_CASE("agent list: what is not installed says where it would be, and is called all the same") {
  const std::string head =
      "claude (Claude Code)\n  not installed; machine-wide it would be in /etc/a.json\n";
  CHECK(text_of(row_of(false), status_with(json::object())) == head);
  CHECK(text_of(row_of(false), status_with(call(1, "settled"))) ==
        head + "  called last 2026-11-29T09:00:00Z: told 1 change\n");
}

TEST_CASE("agent list: a file that cannot be read, and a call that was not answered") {
  AgentRow row = row_of(false);
  row.places[1].error = Error{.code = ErrorCode::malformed,
                              .message = "not valid JSON: \x1b[2J",
                              .path = "/home/dev/a.json",
                              .line = 3};
  row.failure = HookFailure{.time = "2026-11-29T09:00:00Z", .message = "no\x1b daemon"};
  CHECK(text_of(row, json()) ==
        "claude (Claude Code)\n"
        "  cannot be read (user): /home/dev/a.json:3: not valid JSON: \\x1b[2J\n"
        "  could not answer last 2026-11-29T09:00:00Z (you): no\\x1b daemon\n");
}

TEST_CASE("agent list: as JSON it is the same, and nothing known is null") {
  const json none = agent_list_json({row_of(true)}, json());
  CHECK(none["since"].is_null());
  CHECK(none["agents"][0]["called"].is_null());
  CHECK(none["agents"][0]["told"].is_null());
  CHECK(none["agents"][0]["failure"].is_null());
  CHECK(none["agents"][0]["places"][0]["installed"] == true);
  const json all = agent_list_json({row_of(true)}, status_with(call(2, "settled")));
  CHECK(all["since"] == "2026-11-29T08:00:00Z");
  CHECK(all["agents"][0]["called"]["entries"] == 2);
  // Another version's daemon, or none of ours.
  CHECK(agent_list_json({row_of(true)}, json{{"agents", 7}})["since"].is_null());
}

}  // namespace prodparity
