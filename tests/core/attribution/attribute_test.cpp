#include "core/attribution/attribute.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

const ChangeSpan change = {.ecosystem = "deb", .from = 1'000, .until = 2'000};
const ProcessKey gemini_program = {.pid = 24, .started = 7};

ToolWindow window(const std::string& agent, const std::string& session, const std::string& call,
                  const std::string& command, Millis from = 900,
                  std::optional<Millis> until = 2'100) {
  return {.caller = {.agent = agent, .session = session},
          .tool_call = call,
          .command = command,
          .from = from,
          .until = until};
}

Sighting sighting(Cause cause, Millis from = 1'000, Millis until = 1'900) {
  Sighting seen{.ecosystem = "deb", .from = from, .until = until};
  if (cause.evidence.empty()) cause.evidence = {"seen"};
  seen.seen.causes = {std::move(cause)};
  return seen;
}
Sighting by_agent(const std::string& agent, const std::string& session,
                  const std::string& call = "") {
  return sighting({.actor = Actor::agent,
                   .agent = agent,
                   .session = session,
                   .tool_call = call,
                   .command = "apt-get install -y graphviz"});
}
Sighting by_person() {
  return sighting({.actor = Actor::person, .command = "apt-get install -y graphviz"});
}
Sighting by_nobody(bool surely = true) {
  Sighting seen = sighting({.command = "apt-get upgrade", .evidence = {"cron (12)"}});
  seen.seen.speaks_against_agents = surely;
  return seen;
}

bool has_evidence(const Cause& cause, const std::string& part) {
  return std::ranges::any_of(cause.evidence, [&](const std::string& sentence) {
    return sentence.find(part) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("attribute: a process that was seen, with the tool call of its session") {
  const std::vector<Sighting> seen = {by_agent("claude", "s")};
  const std::vector<ToolWindow> windows = {window("claude", "s", "t1", "make deps")};
  const Attribution found = attribute(change, seen, windows, {});
  CHECK(found.likeliest.actor == Actor::agent);
  CHECK(found.likeliest.session == "s");
  CHECK(found.likeliest.tool_call == "t1");
  CHECK(found.likeliest.command == "apt-get install -y graphviz");
  CHECK(found.likeliest.tool_command == "make deps");
  CHECK(found.others.empty());
  // It was over before, or is of another ecosystem: it says nothing.
  const std::vector<Sighting> old = {sighting({.actor = Actor::person}, 0, 700)};
  CHECK(attribute(change, old, {}, {}).likeliest.actor == Actor::unknown);
  CHECK(attribute({.ecosystem = "pypi", .from = 1'000, .until = 2'000}, seen, {}, {})
            .likeliest.actor == Actor::unknown);
}

TEST_CASE("attribute: of several tool calls that ran, all are named, the likeliest with a reason") {
  const std::vector<ToolWindow> windows = {
      window("claude", "s", "t1", "make docs"),
      window("claude", "s", "t2", "sudo apt-get install -y graphviz"),
      window("codex", "c", "t3", "ls", 950)};
  // The process's session is known; its words are those of one call alone.
  const std::vector<Sighting> seen = {by_agent("claude", "s")};
  const Attribution by_words = attribute(change, seen, windows, {});
  CHECK(by_words.likeliest.tool_call == "t2");
  CHECK(has_evidence(by_words.likeliest, "alone has these words"));
  REQUIRE(by_words.others.size() == 2);
  // The process says which call it is, whatever the words.
  const std::vector<Sighting> exact = {by_agent("claude", "s", "t1")};
  CHECK(attribute(change, exact, windows, {}).likeliest.tool_call == "t1");
  // No process was seen.
  const Attribution by_window = attribute(change, {}, windows, {});
  CHECK(by_window.likeliest.tool_call == "t2");
  CHECK(by_window.likeliest.command == "apt-get install -y graphviz");
  CHECK(has_evidence(by_window.likeliest, "several tool calls ran then"));
  CHECK(by_window.others.size() == 2);
}

TEST_CASE("attribute: a window alone tells of an agent, and how its beginning is known") {
  std::vector<ToolWindow> windows = {window("copilot", "s", "", "make deps")};
  windows.front().opened = ToolWindow::Opened::at_previous_event;
  const Attribution found = attribute(change, {}, windows, {});
  CHECK(found.likeliest.agent == "copilot");
  CHECK(found.likeliest.command.empty());  // `make deps` are no words of a package manager
  CHECK(has_evidence(found.likeliest, "its beginning was not told"));
  // Before and after it, it tells nothing.
  windows.front().from = 2'001;
  CHECK(attribute(change, {}, windows, {}).likeliest.actor == Actor::unknown);
  windows.front().from = 0;
  windows.front().until = 999;
  CHECK(attribute(change, {}, windows, {}).likeliest.actor == Actor::unknown);
}

TEST_CASE("attribute: what goes on in the background is no fact, unless it installs") {
  std::vector<ToolWindow> windows = {window("claude", "s", "t1", "make serve", 0, 9'000)};
  windows.front().background = true;
  const Attribution found = attribute(change, {}, windows, {});
  CHECK(found.likeliest.actor == Actor::unknown);
  CHECK(has_evidence(found.likeliest, "in the background"));
  REQUIRE(found.others.size() == 1);
  CHECK(found.others.front().agent == "claude");
  windows.front().command = "apt-get install -y graphviz";
  CHECK(attribute(change, {}, windows, {}).likeliest.agent == "claude");
  // A call in front that ran then is likelier where both may have been it.
  windows.front().command = "make serve";
  windows.push_back(window("claude", "s", "t2", "make deps"));
  CHECK(attribute(change, {}, windows, {}).likeliest.tool_call == "t2");
}

TEST_CASE("attribute: a person's process is a person's, though a tool call ran") {
  const std::vector<Sighting> seen = {by_person()};
  const std::vector<ToolWindow> windows = {window("claude", "s", "t1", "ls")};
  AttributionContext context = {
      .programs = {{.caller = {.agent = "claude", .session = "s"}, .program = {.pid = 13}}},
      .logged_command = {}};
  const Attribution found = attribute(change, seen, windows, context);
  CHECK(found.likeliest.actor == Actor::person);
  CHECK(found.likeliest.command.empty());  // a person's is not kept
  REQUIRE(found.others.size() == 1);
  CHECK(found.others.front().agent == "claude");
  CHECK(has_evidence(found.others.front(), "is known to be below it"));
  context.mode = AttributionMode::all;
  CHECK(attribute(change, seen, windows, context).likeliest.command ==
        "apt-get install -y graphviz");
  // An editor's agent has no program of its own: it may have typed that.
  context.programs.front().program = {};
  const Attribution unsure = attribute(change, seen, windows, context);
  CHECK(unsure.likeliest.actor == Actor::unknown);
  CHECK(unsure.others.size() == 2);
}

TEST_CASE("attribute: a process that is surely below no agent keeps a window from being a fact") {
  const std::vector<ToolWindow> windows = {window("claude", "s", "t1", "ls")};
  const std::vector<Sighting> cron = {by_nobody()};
  const Attribution found = attribute(change, cron, windows, {});
  CHECK(found.likeliest.actor == Actor::unknown);
  CHECK(found.likeliest.command.empty());
  REQUIRE(found.others.size() == 1);
  CHECK(found.others.front().agent == "claude");
  // One that could not be read leaves it to the window, and is told.
  const std::vector<Sighting> hidden = {by_nobody(false)};
  const Attribution by_window = attribute(change, hidden, windows, {});
  CHECK(by_window.likeliest.agent == "claude");
  CHECK(has_evidence(by_window.likeliest, "cron (12)"));
}

TEST_CASE("attribute: an agent whose children know no session is told by its program") {
  const AttributionContext context = {
      .programs = {{.caller = {.agent = "gemini", .session = "other"}, .program = {.pid = 9}},
                   {.caller = {.agent = "gemini", .session = "g"}, .program = gemini_program}},
      .logged_command = {}};
  std::vector<Sighting> seen = {by_agent("gemini", "")};
  seen.front().seen.program = gemini_program;
  const std::vector<ToolWindow> windows = {window("gemini", "other", "", "make x"),
                                           window("gemini", "g", "", "make deps")};
  const Attribution found = attribute(change, seen, windows, context);
  CHECK(found.likeliest.session == "g");
  CHECK(found.likeliest.tool_command == "make deps");
  CHECK(found.others.size() == 1);
}

TEST_CASE("attribute: who was last seen before the change began did what was before it") {
  Sighting agent = by_agent("claude", "s");
  const std::vector<ToolWindow> over = {window("claude", "s", "t1", "make deps", 0, 999)};
  for (const Millis before : {1, 100, 250}) {
    agent.from = 500;
    agent.until = change.from - before;
    const std::vector<Sighting> seen = {agent, by_person()};
    const Attribution found = attribute(change, seen, over, {});
    CHECK(found.likeliest.actor == Actor::person);
    CHECK(found.others.empty());
    const std::vector<Sighting> alone = {agent};
    CHECK(attribute(change, alone, over, {}).likeliest.actor == Actor::unknown);
  }
}

TEST_CASE("attribute: who is first seen right after the last event made it, later it did not") {
  const auto actor_seen_from = [](Millis from) {
    const std::vector<Sighting> seen = {sighting({.actor = Actor::person}, from, from)};
    return attribute(change, seen, {}, {}).likeliest.actor;
  };
  CHECK(actor_seen_from(change.until + 100) == Actor::person);
  CHECK(actor_seen_from(change.until + 101) == Actor::unknown);
}

TEST_CASE("attribute: of two processes in one change nobody is told, and both are named") {
  Sighting agent = by_agent("claude", "s");
  agent.until = 1'100;  // the other was seen longer
  const std::vector<Sighting> seen = {agent, by_person(), agent};
  const Attribution found = attribute(change, seen, {}, {.programs = {}, .logged_command = "apt"});
  CHECK(found.likeliest.actor == Actor::unknown);
  CHECK(found.likeliest.agent.empty());
  CHECK(found.likeliest.command.empty());
  CHECK(has_evidence(found.likeliest, "several processes were at work"));
  REQUIRE(found.others.size() == 2);
  CHECK(found.others[0].actor == Actor::person);
  CHECK(found.others[1].agent == "claude");
}

TEST_CASE("attribute: of two processes of one agent what both have is told") {
  const std::vector<Sighting> seen = {by_agent("codex", "s", "t1"), by_agent("codex", "s", "t2")};
  const Attribution one_session = attribute(change, seen, {}, {});
  CHECK(one_session.likeliest.agent == "codex");
  CHECK(one_session.likeliest.session == "s");
  CHECK(one_session.likeliest.tool_call.empty());
  CHECK(one_session.likeliest.command == "apt-get install -y graphviz");
  CHECK(one_session.others.size() == 2);
  const std::vector<Sighting> two = {by_agent("codex", "s", "t1"), by_agent("codex", "x", "t1")};
  const Attribution two_sessions = attribute(change, two, {}, {});
  CHECK(two_sessions.likeliest.agent == "codex");
  CHECK(two_sessions.likeliest.session.empty());
  CHECK(two_sessions.likeliest.tool_call.empty());
  const std::vector<Sighting> agents = {by_agent("codex", "s"), by_agent("claude", "s")};
  CHECK(attribute(change, agents, {}, {}).likeliest.actor == Actor::unknown);
  // One process with the marks of two is one: the likeliest is told, the other named.
  std::vector<Sighting> nested = {by_agent("codex", "s")};
  nested.front().seen.causes.push_back({.actor = Actor::agent, .agent = "claude"});
  const Attribution found = attribute(change, nested, {}, {});
  CHECK(found.likeliest.agent == "codex");
  REQUIRE(found.others.size() == 1);
  CHECK(found.others.front().agent == "claude");
}

TEST_CASE("attribute: one that is not known beside one that is leaves it open which it was") {
  const std::vector<Sighting> seen = {by_agent("claude", "s"), by_nobody(false)};
  const Attribution found = attribute(change, seen, {}, {});
  CHECK(found.likeliest.actor == Actor::unknown);
  REQUIRE(found.others.size() == 1);
  CHECK(found.others.front().agent == "claude");
}

TEST_CASE("attribute: apt's log is a claim, and gives words alone") {
  const AttributionContext context = {.programs = {}, .logged_command = "apt-get install curl"};
  const std::vector<ToolWindow> windows = {window("claude", "s", "t1", "make deps")};
  const Attribution found = attribute(change, {}, windows, context);
  CHECK(found.likeliest.command == "apt-get install curl");
  CHECK(has_evidence(found.likeliest, "a log is a claim"));
  const Attribution nobody = attribute(change, {}, {}, context);
  CHECK(nobody.likeliest.actor == Actor::unknown);
  CHECK(nobody.likeliest.command.empty());
  CHECK_FALSE(nobody.likeliest.evidence.empty());
}

TEST_CASE("attribute: at most so many are named") {
  std::vector<ToolWindow> windows;
  for (std::size_t i = 0; i < limits::causes; ++i)
    windows.push_back(window("claude", "s", std::to_string(i), "ls"));
  CHECK(attribute(change, {}, windows, {}).others.size() == limits::causes - 1);
  windows.push_back(window("claude", "s", "more", "ls"));
  CHECK(attribute(change, {}, windows, {}).others.size() == limits::causes - 1);
}

}  // namespace prodparity
