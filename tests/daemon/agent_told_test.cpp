// What the daemon tells the sessions of coding agents, each finding once (`hook` of the protocol).
#include "core/protocol.h"
#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/whole_daemon.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;

const Request subscribe{.id = "2", .method = Method::subscribe};

// The names of what an agent's session is told now.
std::vector<std::string> told_to(Client& client, const std::string& session, bool patient = false) {
  const json answer = client.call({.id = "20",
                                   .method = Method::hook,
                                   .caller = {.agent = "claude", .session = session},
                                   .patient = patient});
  std::vector<std::string> names;
  for (const json& entry : answer.at("entries"))
    names.push_back(entry["kind"].get<std::string>() + ' ' +
                    entry["data"].value("name", std::string("?")));
  return names;
}

}  // namespace

TEST_CASE("daemon: status tells when each agent's hook asked last, and was told something") {
  const Place place;
  const std::string base = paragraph("libc6", "2.36-9");
  json before;
  {
    Daemon daemon(place.settings());
    Client client(daemon);
    const json agents = client.call(subscribe).at("agents");
    CHECK(agents.at("last").empty());
    CHECK(agents.at("told").empty());
    CHECK_FALSE(agents.at("since").get<std::string>().empty());
    place.install(base + paragraph("libssl3", "3.0.20-1"));
    client.next("announced");
    told_to(client, "a");
    before = client.call(subscribe).at("agents");
    CHECK(before["last"]["claude"]["entries"] == 1);
    CHECK(before["last"]["claude"]["state"] == "settled");
    CHECK_FALSE(before["told"]["claude"].get<std::string>().empty());
    told_to(client, "a");
    const json after = client.call(subscribe).at("agents");
    CHECK(after["last"]["claude"]["entries"] == 0);
    CHECK(after["told"] == before["told"]);
  }  // no stop(): as by kill -9
  Daemon daemon(place.settings());
  Client client(daemon);
  const json agents = client.call(subscribe).at("agents");
  CHECK(agents.at("last").empty());  // not seen since this start
  CHECK(agents.at("told") == before.at("told"));
  daemon.stop();
}

TEST_CASE("daemon: each session of an agent is told each finding once, also after a kill") {
  using Names = std::vector<std::string>;
  const Place place;
  const std::string base = paragraph("libc6", "2.36-9");
  const std::string ssl = paragraph("libssl3", "3.0.20-1");
  {
    Daemon daemon(place.settings());
    Client client(daemon);
    client.call(subscribe);
    CHECK(told_to(client, "early").empty());
    place.install(base + ssl);
    client.next("announced");
    CHECK(told_to(client, "early") == Names{"finding_announced libssl3"});
    CHECK(told_to(client, "early").empty());
    CHECK(told_to(client, "late") == Names{"finding_announced libssl3"});  // it is open
  }  // no stop(): as by kill -9
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  CHECK(told_to(client, "early").empty());
  place.install(base);
  client.next("resolved");
  CHECK(told_to(client, "late") == Names{"resolved libssl3"});
  CHECK(told_to(client, "new").empty());
  daemon.stop();
}

TEST_CASE("daemon: a patient agent is told nothing while something is at work") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1"));
  client.next("announced");
  {
    const test::LockHolder dpkg(place.frontend());
    place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1") + "\n");
    client.next_state("changing");
    CHECK(told_to(client, "a", true).empty());
  }
  client.next_state("settled");
  CHECK(told_to(client, "a", true).size() == 1);
  daemon.stop();
}

}  // namespace prodparity
