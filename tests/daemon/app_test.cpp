// The whole daemon in this process: its real loop, a socket and a root in a temporary folder.
#include "daemon/app.h"

#include "core/json.h"
#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/text_file.h"
#include "tests/support/whole_daemon.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;

const Request status{.id = "1"};
const Request subscribe{.id = "2", .method = Method::subscribe};

}  // namespace

TEST_CASE("daemon: a root like its reference is settled and clean") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  const json answer = client.call(status);
  CHECK(answer["state"] == "settled");
  CHECK(answer["generation"] == 1);
  CHECK(answer["outcome"] == "clean");
  CHECK(answer["warnings"].empty());
  CHECK(answer["polling"] == false);
  CHECK(answer["references"][0]["components"] == 1);
  daemon.stop();
}

TEST_CASE("daemon: an install is told when the lock is let go, not before, and its end resolved") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  {
    const test::LockHolder dpkg(place.frontend());
    place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1"));
    const json changing = client.next_state("changing");
    CHECK(changing["holder"].get<std::string>().find(std::to_string(dpkg.pid())) !=
          std::string::npos);
    CHECK(client.call({.id = "3", .method = Method::rescan})["state"] == "changing");
    for (const json& message : client.passed)
      CHECK(message["method"] == "state");
  }
  const json announced = client.next("announced");
  CHECK(announced["state"] == "settled");
  REQUIRE(announced["findings"].size() == 1);
  CHECK(announced["findings"][0]["name"] == "libssl3");
  CHECK(announced["findings"][0]["dev_version"] == "3.0.20-1");
  CHECK(announced["text"].get<std::string>().find("libssl3") != std::string::npos);
  CHECK(client.call({.id = "4", .method = Method::explain, .name = "libssl3"}).contains("text"));
  const std::string report = client.call({.id = "5", .method = Method::report}).at("text");
  CHECK((report.find("sudo apt-get") == std::string::npos) == (::geteuid() == 0));
  CHECK(report.find("apt-get autoremove") != std::string::npos);
  // What everybody may read is as an ordinary user types it.
  CHECK(announced["findings"][0]["remedies"][0]["command"].get<std::string>().starts_with("sudo "));

  place.install(paragraph("libc6", "2.36-9"));
  const json resolved = client.next("resolved");
  CHECK(resolved["findings"][0]["id"] == announced["findings"][0]["id"]);
  CHECK(resolved["outcome"] == "clean");
  daemon.stop();
}

TEST_CASE("daemon: a package that was asked for heads its own group, also where another needs it") {
  const Place place;
  place.folder.put("/root/var/log/apt/history.log",
                   "Start-Date: 2026-01-02  03:04:05\n"
                   "Install: libssl3:amd64 (3.0.20-1), app:amd64 (1.0-1)\n"
                   "End-Date: 2026-01-02  03:04:09\n");
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1") +
                "Depends: libssl3\n" + paragraph("app", "1.0-1"));
  const json announced = client.next("announced");
  REQUIRE(announced["findings"].size() == 1);  // app by itself is only for information
  CHECK(announced["findings"][0]["name"] == "libssl3");
  CHECK(announced["findings"][0]["group"]["size"] == 1);
  daemon.stop();
}

TEST_CASE("daemon: a half-installed package with a free lock is interrupted, and never told") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1", "half-installed"));
  const json state = client.next_state("interrupted");
  CHECK(state["outcome"] == "could_not_check");
  CHECK(state["reason"].get<std::string>().ends_with(
      "; run: dpkg --configure -a; apt-get install --reinstall -y libssl3"));
  CHECK(client.call({.id = "5", .method = Method::report})["exit_code"] == 4);
  place.install(paragraph("libc6", "2.36-9"));
  client.next_state("settled");
  for (const json& message : client.passed)
    CHECK(message["method"] == "state");
  daemon.stop();
}

TEST_CASE("daemon: after a kill the session goes on and what was told is still there to be read") {
  const Place place;
  json told;
  {
    Daemon daemon(place.settings());
    Client client(daemon);
    client.call(subscribe);
    place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1"));
    told = client.next("announced");
  }  // no stop(): as by kill -9
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1") +
                paragraph("libcurl4", "7.88.1-10"));
  Daemon daemon(place.settings());
  Client client(daemon);
  Request since = subscribe;
  since.since = 0;
  const json answer = client.call(since);
  CHECK(answer["open"] == 2);
  CHECK(answer["generation"].get<int>() > told["generation"].get<int>());
  const json backlog = client.next("announced");
  REQUIRE(backlog["findings"].size() == 2);  // the first once, and what came in the meantime
  CHECK(backlog["findings"][0]["id"] == told["findings"][0]["id"]);
  CHECK(backlog["findings"][0]["sequence"] == told["findings"][0]["sequence"]);
  CHECK(backlog["findings"][1]["name"] == "libcurl4");
  daemon.stop();
}

TEST_CASE("daemon: the cursor of each message ends with what it tells, so that none is skipped") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1"));
  client.next("announced");
  place.install(paragraph("libc6", "2.36-9") + paragraph("libcurl4", "7.88.1-10"));
  const json announced = client.next("announced");
  const json resolved = client.next("resolved");
  CHECK(announced["sequence"] == announced["findings"][0]["sequence"]);
  CHECK(announced["sequence"] < resolved["sequence"]);
  Client late(daemon);
  Request since = subscribe;
  since.since = 0;
  late.call(since);
  const json backlog = late.next("announced");
  CHECK(backlog["sequence"] == backlog["findings"].back()["sequence"]);
  CHECK(backlog["sequence"] < resolved["sequence"]);
  daemon.stop();
}

TEST_CASE("daemon: stopping removes the socket, the pid and the snapshot, and keeps the journal") {
  const Place place;
  Daemon daemon(place.settings());
  const std::string run = place.folder.path() + "/run";
  CHECK(std::filesystem::exists(run + "/socket"));
  CHECK(std::filesystem::exists(run + "/snapshot.json"));
  CHECK_FALSE(test::read_file(run + "/sequence").empty());
  daemon.stop();
  CHECK(std::filesystem::is_empty(run));
  CHECK(test::read_file(place.folder.path() + "/state/journal.jsonl").find("session_end") !=
        std::string::npos);
}

TEST_CASE("daemon: shutdown is answered before it ends") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  CHECK(client.call({.id = "9", .method = Method::shutdown}).contains("state"));
  daemon.context.run();
  CHECK(daemon.app->exit_code() == 0);
}

TEST_CASE("daemon: what comes during set-up is quiet, and of origin setup afterwards") {
  const Place place;
  Settings settings = place.settings();
  settings.in_setup = true;
  Daemon daemon(settings);
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1"));
  client.next_state("settled");
  client.call({.id = "3", .method = Method::setup_done});
  place.install(paragraph("libc6", "2.36-9") + paragraph("libssl3", "3.0.20-1") +
                paragraph("libcurl4", "7.88.1-10"));
  const json announced = client.next("announced");
  REQUIRE(announced["findings"].size() == 1);
  CHECK(announced["findings"][0]["name"] == "libcurl4");
  daemon.stop();
}

TEST_CASE("daemon: a reference that cannot be read is on every answer, never clean") {
  const Place place;
  Settings settings = place.settings();
  place.folder.put("/reference", R"({"schema":"prodparity.reference/1"})");
  Daemon daemon(settings);
  Client client(daemon);
  CHECK(client.call(status)["outcome"] == "could_not_check");
  daemon.stop();
}

TEST_CASE("daemon: bad requests are answered, an endless one is the last") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.send("{\n");
  CHECK(client.read()["error"]["code"] == rpc_code::parse_error);
  client.send(std::string(limits::request_bytes, 'x'));
  CHECK(client.read()["error"]["code"] == rpc_code::invalid_request);
  CHECK(client.read().is_null());
  daemon.stop();
}

TEST_CASE("daemon: debug has the raw events") {
  const Place place;
  Daemon daemon(place.settings());
  Client client(daemon);
  client.call(subscribe);
  place.install(paragraph("libc6", "2.36-9"));
  client.next_state("settled");
  const json answer = client.call({.id = "1", .method = Method::debug});
  bool seen = false;
  for (const json& event : answer["events"])
    seen = seen || (event["name"] == "status" && event["mask"] == "MOVED_TO");
  CHECK(seen);
  daemon.stop();
}

}  // namespace prodparity
