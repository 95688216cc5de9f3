// Who made a change, as the whole daemon says it: by the process that holds the lock, by the time
// of an agent's tool call, by both, or by nobody.
#include "core/protocol.h"
#include "tests/support/acting_process.h"
#include "tests/support/catch.h"
#include "tests/support/text_file.h"
#include "tests/support/whole_daemon.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;
using Phase = ToolEvent::Phase;

const Request subscribe{.id = "2", .method = Method::subscribe};
const std::string base = paragraph("libc6", "2.36-9");
const std::string ssl = paragraph("libssl3", "3.0.20-1");

json hook(Client& client, const AgentSession& caller, ToolEvent tool) {
  return client.call(
      {.id = "20", .method = Method::hook, .caller = caller, .tool = std::move(tool)});
}

// The data of the one finding in an answer of `hook`.
json told(const json& answer) {
  REQUIRE(answer.at("entries").size() == 1);
  return answer["entries"].front()["data"];
}

json attribution_in_report(Client& client) {
  const json answer =
      client.call({.id = "30", .method = Method::report, .format = ReportFormat::json});
  const json report = json::parse(answer["text"].get<std::string>());
  REQUIRE(report["findings"].size() == 1);
  return report["findings"].front()["attribution"];
}

const AgentSession claude = {.agent = "claude", .session = "5434"};
const AgentSession codex = {.agent = "codex", .session = "01a2"};
const std::vector<std::string> codex_marks = {"CODEX_CI=1", "CODEX_THREAD_ID=01a2",
                                              "CODEX_TOOL_CALL_ID=call_7"};

// Installs below a package manager's process, and lets go of the lock.
void install_as(Client& client, const Place& place, const std::vector<std::string>& environment) {
  ActingProcess apt(place.folder, {"apt-get", "install", "-y", "libssl3"}, environment,
                    place.frontend());
  place.install(base + ssl);
  client.next_state("changing");
  apt.end();
  place.folder.put("/root/var/lib/dpkg/lock-frontend", "");  // closed after writing
}

}  // namespace

TEST_CASE("daemon: a change is whose process held the lock, in findings, report and journal") {
  const Place place;
  {
    Daemon daemon(place.settings());
    Client client(daemon);
    client.call(subscribe);
    install_as(client, place, codex_marks);
    const json announced = client.next("announced")["findings"].front();
    CHECK(announced["attribution"]["actor"] == "agent");
    const json attribution = attribution_in_report(client);
    CHECK(attribution["actor"] == "agent");
    CHECK(attribution["agent"] == "codex");
    CHECK(attribution["session"] == "01a2");
    CHECK(attribution["tool_call"] == "call_7");
    CHECK(attribution["command"] == "apt-get install -y libssl3");
    CHECK(attribution["evidence"].size() >= 2);
    CHECK_FALSE(attribution.contains("tool_command"));
    const json text = client.call({.id = "3", .method = Method::report, .width = 200});
    CHECK(text["text"].get<std::string>().find("(Codex: apt-get install -y libssl3)") !=
          std::string::npos);
    // To its own call, to its session, to another agent's.
    CHECK(told(hook(client, codex, {.tool_call = "call_7"}))["cause"] == "this_call");
    CHECK(told(hook(client, {.agent = "codex", .session = "b"},
                    {.tool_call = "call_7"}))["cause"] == "other");
    CHECK(told(hook(client, claude, {}))["cause"] == "other");
    const std::string journal = read_file(place.folder.path() + "/state/journal.jsonl");
    CHECK(journal.find(R"("kind":"attributed")") != std::string::npos);
  }  // as by kill -9
  Daemon daemon(place.settings());
  Client client(daemon);
  CHECK(attribution_in_report(client)["tool_call"] == "call_7");
  daemon.stop();
}

TEST_CASE("daemon: a change in the time of a tool call is that call's, where no process was seen") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  const std::string command = "make deps PASSWORD=hunter2";
  const json begun =
      hook(client, claude, {.phase = Phase::begin, .tool_call = "t1", .command = command});
  CHECK(begun.at("entries").empty());
  place.install(base + ssl);
  client.next("announced");
  const json data =
      told(hook(client, claude, {.phase = Phase::end, .tool_call = "t1", .command = command}));
  CHECK(data["cause"] == "this_call");
  CHECK(data["attribution"]["agent"] == "claude");
  CHECK(data["attribution"]["tool_command"] == "make deps PASSWORD=***");
  CHECK(attribution_in_report(client)["command"].is_null());
  const std::string journal = read_file(place.folder.path() + "/state/journal.jsonl");
  CHECK(journal.find("hunter2") == std::string::npos);
  const json text = client.call({.id = "3", .method = Method::report, .width = 200});
  CHECK(text["text"].get<std::string>().find("(Claude Code: make deps PASSWORD=***)") !=
        std::string::npos);
  // What happens after the call is not its.
  place.install(base + paragraph("libssl3", "3.0.21-1"));
  client.next("announced");
  CHECK(attribution_in_report(client)["actor"] == "unknown");
  CHECK(told(hook(client, claude, {}))["cause"] == "unknown");
  daemon.stop();
}

TEST_CASE("daemon: a call whose beginning was not told is known to have been it once it ended") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  hook(client, claude, {.phase = Phase::turn});
  place.install(base + ssl);
  client.next("announced");
  CHECK(attribution_in_report(client)["actor"] == "unknown");
  const json data = told(hook(client, claude, {.phase = Phase::end, .tool_call = "t1"}));
  CHECK(data["cause"] == "this_call");
  CHECK(attribution_in_report(client)["agent"] == "claude");
  daemon.stop();
}

TEST_CASE("daemon: calls that ran at one time are all named") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  hook(client, claude, {.phase = Phase::begin, .tool_call = "t1", .command = "ls"});
  hook(client, codex, {.phase = Phase::begin, .tool_call = "t2", .command = "apt install libssl3"});
  place.install(base + ssl);
  client.next("announced");
  const json attribution = attribution_in_report(client);
  CHECK(attribution["agent"] == "codex");
  REQUIRE(attribution["others"].size() == 1);
  CHECK(attribution["others"].front()["agent"] == "claude");
  CHECK(told(hook(client, claude, {}))["cause"] == "unknown");
  daemon.stop();
}

TEST_CASE("daemon: with attribution off nobody is asked and nothing is said") {
  const Place place;
  Settings settings = place.settings();
  settings.attribution = AttributionMode::off;
  Daemon daemon(settings);
  Client client(daemon);
  client.call(subscribe);
  hook(client, claude, {.phase = Phase::begin, .tool_call = "t1", .command = "make"});
  install_as(client, place, codex_marks);
  client.next("announced");
  CHECK(attribution_in_report(client).is_null());
  CHECK_FALSE(told(hook(client, claude, {})).contains("cause"));
  CHECK(read_file(place.folder.path() + "/state/journal.jsonl").find("codex") == std::string::npos);
  daemon.stop();
}

TEST_CASE("daemon: only of agents are commands kept, unless all are asked for") {
  for (const bool all : {false, true}) {
    const Place place;
    Settings settings = place.settings();
    if (all) settings.attribution = AttributionMode::all;
    Daemon daemon(settings);
    Client client(daemon);
    client.call(subscribe);
    install_as(client, place, {"HOME=/root"});
    client.next("announced");
    const json attribution = attribution_in_report(client);
    CHECK(attribution["actor"] != "agent");
    CHECK(attribution["command"].is_null() != all);
    daemon.stop();
  }
}

TEST_CASE("daemon: a session goes on at the end of its turn for what it did itself, and once") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  const ToolEvent stop = {.phase = Phase::stop};
  const auto told_at_stop = [&](const AgentSession& caller) {
    return hook(client, caller, stop).at("entries").size();
  };
  hook(client, codex, {});
  hook(client, claude, {});
  CHECK(told_at_stop(codex) == 0);
  install_as(client, place, codex_marks);
  client.next("announced");
  CHECK(told_at_stop(claude) == 0);  // another's doing waits for the next prompt, and is not lost
  CHECK(told(hook(client, claude, {}))["cause"] == "other");
  CHECK(told_at_stop({.agent = "codex", .session = "new"}) == 0);
  CHECK(told(hook(client, codex, stop))["cause"] == "this_session");
  CHECK(told_at_stop(codex) == 0);
  place.install(base);
  client.next("resolved");
  CHECK(told_at_stop(codex) == 0);  // that something ended is no work
  CHECK(hook(client, codex, {}).at("entries").size() == 1);
  daemon.stop();
}

}  // namespace prodparity
