// What this branch ships ends a finding in the session: told once, and taken back.
#include "core/protocol.h"
#include "tests/support/catch.h"
#include "tests/support/whole_daemon.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;
using Names = std::vector<std::string>;

const Request subscribe{.id = "2", .method = Method::subscribe};
const Request status{.id = "3"};

// A workspace in the root of the place.
struct Project {
  Place place;
  std::string base = paragraph("libc6", "2.36-9");
  std::string ssl = base + paragraph("libssl3", "3.0.20-1");

  Project() { place.folder.make_folder("/root/ws"); }
  Settings settings() const {
    Settings settings = place.settings();
    settings.workspace = "/ws";
    return settings;
  }
  // As an editor saves: another file, renamed.
  void save(const std::string& name, const std::string& bytes) const {
    place.folder.put("/root/ws/." + name, bytes);
    std::filesystem::rename(place.root + "/ws/." + name, place.root + "/ws/" + name);
  }
};

const std::string ships = "FROM debian:12\nRUN apt-get update && apt-get install -y libssl3\n";
const std::string ships_not = "FROM debian:12\n";

Names told_to(Client& client, const std::string& session) {
  const json answer = client.call(
      {.id = "20", .method = Method::hook, .caller = {.agent = "claude", .session = session}});
  Names names;
  for (const json& entry : answer.at("entries"))
    names.push_back(entry["kind"].get<std::string>() + ' ' +
                    entry["data"].value("name", std::string("?")));
  return names;
}

}  // namespace

TEST_CASE(
    "daemon: a line in the Dockerfile ends a finding, told once; without it, it is open again") {
  const Project project;
  Daemon daemon(project.settings());
  Client client(daemon);
  client.call(subscribe);
  project.place.install(project.ssl);
  const json announced = client.next("announced");
  CHECK(announced["outcome"] == "block");
  CHECK(told_to(client, "a") == Names{"finding_announced libssl3"});

  project.save("Dockerfile", ships);
  const json shipping = client.next("shipping");
  CHECK(shipping["outcome"] == "clean");
  CHECK(shipping["findings"][0]["id"] == announced["findings"][0]["id"]);
  CHECK(shipping["findings"][0]["path"] == "Dockerfile");
  CHECK(shipping["findings"][0]["line"] == 2);
  CHECK(told_to(client, "a") == Names{"shipping libssl3"});
  CHECK(told_to(client, "a").empty());
  CHECK(told_to(client, "new").empty());  // it was not told, and has ended
  const json now = client.call(status);
  CHECK(now["open"] == 0);
  CHECK(now["findings"] == 1);  // production does not have it yet

  project.save("Dockerfile", ships_not);
  CHECK(client.next("announced")["outcome"] == "block");
  CHECK(told_to(client, "a") == Names{"finding_announced libssl3"});
  daemon.stop();
}

TEST_CASE("daemon: that it ships is still known after a kill, and its end is told") {
  const Project project;
  {
    Daemon daemon(project.settings());
    Client client(daemon);
    client.call(subscribe);
    project.place.install(project.ssl);
    client.next("announced");
    project.save("Dockerfile", ships);
    client.next("shipping");
    CHECK(told_to(client, "a").empty());
  }  // no stop(): as by kill -9
  Daemon daemon(project.settings());
  Client client(daemon);
  client.call(subscribe);
  CHECK(client.call({.id = "4", .method = Method::rescan})["open"] == 0);
  CHECK(told_to(client, "a").empty());
  project.place.install(project.base);
  client.next("resolved");
  for (const json& message : client.passed)
    CHECK(message.value("method", "") != "announced");
  CHECK(told_to(client, "a") == Names{"resolved libssl3"});
  daemon.stop();
}

TEST_CASE("daemon: what ships as it comes is not told at all") {
  const Project project;
  project.save("Dockerfile", ships);
  Daemon daemon(project.settings());
  Client client(daemon);
  client.call(subscribe);
  project.place.install(project.ssl);
  CHECK(client.next_state("settled")["outcome"] == "clean");
  CHECK(told_to(client, "a").empty());
  for (const json& message : client.passed)
    CHECK(message.value("method", "") == "state");
  daemon.stop();
}

TEST_CASE("daemon: a file that the Dockerfile includes is followed, also one that comes later") {
  const Project project;
  project.save("Dockerfile",
               "FROM debian:12\nCOPY requirements.txt /\n"
               "RUN pip install -r /requirements.txt\n");
  Daemon daemon(project.settings());
  Client client(daemon);
  const auto notes = [&] {
    return client
        .call({.id = "5",
               .method = Method::report,
               .format = ReportFormat::json,
               .now = "2026-11-29T00:00:00Z"})
        .at("text")
        .get<std::string>();
  };
  client.call(subscribe);
  CHECK(notes().find("ship_unread") == std::string::npos);
  project.save("requirements.txt", std::string("a\0b", 3));  // no text
  client.next_state("settled");
  CHECK(notes().find("ship_unread") != std::string::npos);
  project.save("requirements.txt", "flask\n");
  client.next_state("settled");
  CHECK(notes().find("ship_unread") == std::string::npos);
  daemon.stop();
}

}  // namespace prodparity
