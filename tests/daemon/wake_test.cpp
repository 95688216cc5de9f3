// Which idle sessions of coding agents are woken, and for what: once for each finding that blocks.
#include "core/limits.h"
#include "core/protocol.h"
#include "tests/support/catch.h"
#include "tests/support/whole_daemon.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;
using Names = std::vector<std::string>;
using Phase = ToolEvent::Phase;

const Request subscribe{.id = "2", .method = Method::subscribe};
const std::string base = paragraph("libc6", "2.36-9");
const std::string ssl = paragraph("libssl3", "3.0.20-1");  // a rule blocks it
const std::string vim = paragraph("vim", "9.0-1");         // a rule warns of it

Settings settings_of(const Place& place, bool wakes = true) {
  Settings settings = place.settings();
  settings.wake_idle_agents = wakes;
  place.folder.put("/policy.json", R"({"rules":[{"name":"no-ssl","match":{"names":["libssl3"]},)"
                                   R"("tier":"block","reason":"not in production"},)"
                                   R"({"name":"all","match":{},"tier":"warn","reason":"x"}]})");
  settings.policy = place.folder.path() + "/policy.json";
  return settings;
}

AgentSession session(const std::string& id) {
  return {.agent = "claude", .session = id};
}

// The names of what is new to a session that asks with this phase.
Names told(Client& client, const std::string& id, Phase phase) {
  const json answer = client.call(
      {.id = "20", .method = Method::hook, .caller = session(id), .tool = {.phase = phase}});
  Names names;
  for (const json& entry : answer.at("entries"))
    names.push_back(entry["data"].value("name", std::string("?")));
  return names;
}

json wait_for(Client& client, const std::string& id) {
  return client.call({.id = "3", .method = Method::subscribe, .caller = session(id)});
}

}  // namespace

TEST_CASE("wake: what blocks is new to an idle session once, and what only warns wakes nobody") {
  const Place place;
  Daemon daemon(settings_of(place));
  Client client(daemon);
  client.call(subscribe);
  told(client, "a", Phase::turn);
  place.install(base + vim);
  client.next("announced");
  CHECK(told(client, "a", Phase::wake).empty());
  place.install(base + vim + ssl);
  client.next("announced");
  CHECK(told(client, "a", Phase::wake) == Names{"vim", "libssl3"});  // and what came before it
  CHECK(told(client, "a", Phase::wake).empty());
  CHECK(told(client, "a", Phase::turn).empty());
  daemon.stop();
}

TEST_CASE("wake: what the session read by its own event wakes it no more") {
  const Place place;
  Daemon daemon(settings_of(place));
  Client client(daemon);
  client.call(subscribe);
  told(client, "a", Phase::turn);
  place.install(base + ssl);
  client.next("announced");
  CHECK(told(client, "a", Phase::end) == Names{"libssl3"});
  CHECK(told(client, "a", Phase::wake).empty());
  daemon.stop();
}

TEST_CASE("wake: a finding that goes and comes again wakes a session once, and is told later") {
  const Place place;
  Daemon daemon(settings_of(place));
  Client client(daemon);
  client.call(subscribe);
  told(client, "a", Phase::turn);
  place.install(base + ssl);
  client.next("announced");
  CHECK(told(client, "a", Phase::wake) == Names{"libssl3"});
  place.install(base);
  client.next("resolved");
  CHECK(told(client, "a", Phase::wake).empty());
  place.install(base + ssl);
  client.next("announced");
  CHECK(told(client, "a", Phase::wake).empty());
  CHECK(told(client, "a", Phase::turn) == Names{"libssl3", "libssl3"});  // it went, it came
  daemon.stop();
}

TEST_CASE("wake: nobody is woken for what went meanwhile, or who was never told anything") {
  const Place place;
  Daemon daemon(settings_of(place));
  Client client(daemon);
  client.call(subscribe);
  told(client, "a", Phase::turn);
  place.install(base + ssl);
  client.next("announced");
  CHECK(told(client, "new", Phase::wake).empty());
  place.install(base);
  client.next("resolved");
  CHECK(told(client, "a", Phase::wake).empty());
  daemon.stop();
}

TEST_CASE("wake: where it is not switched on nobody is woken, and nothing counts as told") {
  const Place place;
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  client.call(subscribe);
  Client waiting(daemon);
  CHECK(wait_for(waiting, "a")["wake_idle_agents"] == false);
  told(client, "a", Phase::turn);
  place.install(base + ssl);
  client.next("announced");
  CHECK(told(client, "a", Phase::wake).empty());
  CHECK(told(client, "a", Phase::turn) == Names{"libssl3"});
  daemon.stop();
}

TEST_CASE("wake: another one that waits for a session takes over, and its own events end it") {
  const Place place;
  Daemon daemon(settings_of(place));
  Client hook(daemon);
  Client first(daemon);
  Client second(daemon);
  Client other(daemon);
  CHECK(wait_for(first, "a")["wake_idle_agents"] == true);
  wait_for(other, "b");
  wait_for(second, "a");
  CHECK(first.next("dropped")["reason"] == "another one waits for this session now");
  told(hook, "a", Phase::stop);
  told(hook, "a", Phase::wake);
  place.install(base + ssl);
  CHECK(second.next("announced")["findings"].size() == 1);
  for (const Phase phase : {Phase::begin, Phase::end, Phase::turn, Phase::over}) {
    Client next(daemon);
    wait_for(next, "a");
    told(hook, "a", phase);
    CHECK(next.next("dropped")["reason"] == "this session is not idle any more");
  }
  CHECK(other.next("announced")["findings"].size() == 1);
  daemon.stop();
}

TEST_CASE("wake: so many sessions are waited for, and one more is refused") {
  const Place place;
  Daemon daemon(settings_of(place));
  std::vector<std::unique_ptr<Client>> waiting;
  for (std::size_t i = 0; i < limits::waiting_for_agents; ++i) {
    waiting.push_back(std::make_unique<Client>(daemon));
    CHECK(wait_for(*waiting.back(), std::to_string(i)).contains("state"));
  }
  Client more(daemon);
  CHECK(wait_for(more, "more")["error"]["code"] == rpc_code::too_busy);
  CHECK(wait_for(more, "0").contains("state"));  // in the place of who waited
  daemon.stop();
}

}  // namespace prodparity
