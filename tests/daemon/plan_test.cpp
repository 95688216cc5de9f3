// What the daemon answers to a package manager's hooks: `plan`, `applied` and `seen`.
#include "core/json.h"
#include "core/limits.h"
#include "core/protocol.h"
#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/text_file.h"
#include "tests/support/whole_daemon.h"

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using namespace test;

const std::string base = paragraph("libc6", "2.36-9");
const std::string ssl = paragraph("libssl3", "3.0.20-1");
const PlannedChange new_ssl{.name = "libssl3", .arch = "amd64", .new_version = "3.0.20-1"};

Request plan_of(std::vector<PlannedChange> changes, const std::string& allow = "",
                const AgentSession& caller = {}) {
  return {.id = "7",
          .method = Method::plan,
          .caller = caller,
          .planned = {.changes = std::move(changes)},
          .allow = allow};
}

Settings settings_of(const Place& place, bool enforce, const std::string& policy = "") {
  Settings settings = place.settings();
  settings.enforce = enforce;
  place.folder.put("/policy.json", R"({"rules":[{"name":"no-ssl","match":{"names":["libssl3"]},)"
                                   R"("tier":"block","reason":"not in production"}])" +
                                       policy + "}");
  settings.policy = place.folder.path() + "/policy.json";
  return settings;
}

// As a package manager that waits for its own hook: this process holds dpkg's lock, and asks.
class OwnLock {
 public:
  explicit OwnLock(const Place& place) : fd_(::open(place.frontend().c_str(), O_RDWR | O_CLOEXEC)) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    REQUIRE(::fcntl(fd_.get(), F_SETLK, &lock) == 0);
  }

 private:
  UniqueFd fd_;
};

std::vector<json> journal_of(const Place& place) {
  std::vector<json> plans;
  const std::string text = test::read_file(place.folder.path() + "/state/journal.jsonl");
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    const json entry = json::parse(text.substr(begin, text.find('\n', begin) - begin));
    if (entry["kind"] == "plan") plans.push_back(entry["data"]);
  }
  return plans;
}

}  // namespace

TEST_CASE("daemon: a plan is judged before it is done, and nothing is believed of it") {
  const Place place;
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  const json answer = client.call(plan_of({new_ssl}));
  CHECK(answer["decision"] == "warn");
  CHECK(answer["enforce"] == "warn");
  REQUIRE(answer["entries"].size() == 1);
  CHECK(answer["entries"][0]["data"]["name"] == "libssl3");
  CHECK(answer["entries"][0]["data"]["tier"] == "block");
  CHECK(answer["outcome"] == "clean");
  CHECK(client.call(plan_of({}))["decision"] == "go_on");
  CHECK(client.call({.id = "1", .method = Method::status})["findings"] == 0);
  CHECK(journal_of(place).empty());
  daemon.stop();
}

TEST_CASE("daemon: what is so already is not the plan's, what it ends is told") {
  const Place place;
  Daemon daemon(settings_of(place, true));
  Client client(daemon);
  client.call({.id = "2", .method = Method::subscribe});
  place.install(base + ssl);
  client.next("announced");
  PlannedChange removal{.name = "libssl3", .arch = "amd64", .old_version = "3.0.20-1"};
  const json ends = client.call(plan_of({removal}));
  CHECK(ends["decision"] == "go_on");
  REQUIRE(ends["entries"].size() == 1);
  CHECK(ends["entries"][0]["kind"] == "resolved");
  const PlannedChange other{.name = "hello", .arch = "amd64", .new_version = "1"};
  CHECK(client.call(plan_of({other}))["decision"] == "go_on");
  daemon.stop();
}

TEST_CASE(
    "daemon: with enforce a plan that a rule blocks is stopped, or let through, and journaled") {
  const Place place;
  Daemon daemon(settings_of(place, true));
  Client client(daemon);
  CHECK(client.call(plan_of({new_ssl}))["decision"] == "stop");
  const json through = client.call(plan_of({new_ssl}, "a reason"));
  CHECK(through["decision"] == "warn");
  CHECK(through["let_through"] == true);
  const json refused = client.call(plan_of({new_ssl}, "mine", {.agent = "claude", .session = "s"}));
  CHECK(refused["decision"] == "stop");
  CHECK(refused["refused"] == true);
  Request simulated = plan_of({new_ssl});
  simulated.simulated = true;
  CHECK(client.call(simulated)["decision"] == "stop");
  const std::vector<json> plans = journal_of(place);
  REQUIRE(plans.size() == 3);
  CHECK(plans[0] == json({{"decision", "stopped"}, {"reason", ""}, {"names", {"libssl3"}}}));
  CHECK(plans[1] ==
        json({{"decision", "let_through"}, {"reason", "a reason"}, {"names", {"libssl3"}}}));
  CHECK(plans[2]["agent"] == "claude");
  daemon.stop();
}

TEST_CASE("daemon: an agent lets a plan through where the policy says that it may") {
  const Place place;
  Daemon daemon(settings_of(place, true, R"(,"agents_may_override":true)"));
  Client client(daemon);
  const json answer = client.call(plan_of({new_ssl}, "mine", {.agent = "claude", .session = "s"}));
  CHECK(answer["let_through"] == true);
  daemon.stop();
}

TEST_CASE("daemon: a plan of another root, or in set-up, or against no reference stops nothing") {
  const Place place;
  const PlannedChange foreign{
      .name = "libc6", .arch = "amd64", .old_version = "1", .new_version = "2"};
  {
    Daemon daemon(settings_of(place, true));
    Client client(daemon);
    const json answer = client.call(plan_of({foreign, new_ssl}));
    CHECK(answer["decision"] == "go_on");
    CHECK(answer["not_compared"] == "the plan is not for what is installed here (libc6)");
    daemon.stop();
  }
  {
    Settings settings = settings_of(place, true);
    settings.in_setup = true;
    Daemon daemon(settings);
    Client client(daemon);
    CHECK(client.call(plan_of({new_ssl}))["decision"] == "go_on");
    Request simulated = plan_of({new_ssl});
    simulated.simulated = true;
    CHECK(client.call(simulated)["decision"] == "stop");
    daemon.stop();
  }
  for (const bool enforce : {false, true}) {
    const Place empty;
    Settings settings = settings_of(empty, enforce);
    settings.references.clear();
    Daemon daemon(settings);
    Client client(daemon);
    const json answer = client.call(plan_of({new_ssl}));
    CHECK(answer["decision"] == "go_on");
    CHECK(answer["not_compared"].get<std::string>().empty() == !enforce);
    daemon.stop();
  }
}

TEST_CASE("daemon: five hundred packages are one request, and 200 of them are told") {
  const Place place;
  Settings settings = settings_of(place, false, R"(,"preset":"default")");
  place.folder.put("/policy.json", R"({"rules":[{"name":"all","match":{"kinds":["dev_only"]},)"
                                   R"("tier":"warn","reason":"x"}]})");
  Daemon daemon(settings);
  Client client(daemon);
  std::vector<PlannedChange> changes;
  for (int i = 0; i < 500; ++i)
    changes.push_back({.name = "python3-some-usual-package-" + std::to_string(i),
                       .arch = "amd64",
                       .new_version = "1:2.3.4+dfsg-5~deb12u1"});
  const json answer = client.call(plan_of(changes));
  CHECK(answer["count"] == 500);
  CHECK(answer["entries"].size() == 200);
  daemon.stop();
}

TEST_CASE("daemon: what was applied is read at once for who runs below the lock's holder") {
  const Place place;
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  CHECK(client.call({.id = "8", .method = Method::applied})["entries"].empty());
  json answer;
  {
    const OwnLock lock(place);
    place.install(base + ssl);
    answer = client.call({.id = "8", .method = Method::applied});
  }
  REQUIRE(answer["entries"].size() == 1);
  CHECK(answer["entries"][0]["data"]["name"] == "libssl3");
  CHECK(answer["state"] == "settled");
  CHECK(client.call({.id = "8", .method = Method::applied})["entries"].empty());
  {
    const test::LockHolder other(place.frontend());  // not above us: what is half-way is not told
    place.install(base);
    const json waiting = client.call({.id = "8", .method = Method::applied});
    CHECK(waiting["state"] == "changing");
    CHECK(waiting["entries"].empty());
  }
  daemon.stop();
}

TEST_CASE("daemon: what was read just before dpkg's hook asked is still told to it, once") {
  const Place place;
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  client.call({.id = "2", .method = Method::subscribe});
  place.install(base + ssl);  // dpkg let go of its locks already
  client.next("announced");
  CHECK(client.call({.id = "8", .method = Method::applied})["entries"].size() == 1);
  CHECK(client.call({.id = "8", .method = Method::applied})["entries"].empty());
  daemon.stop();
}

TEST_CASE("daemon: what an agent's session has seen is not told to it again, to others it is") {
  const Place place;
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  const auto told_to = [&](const std::string& session, bool background = false) {
    return client
        .call({.id = "9",
               .method = Method::hook,
               .caller = {.agent = "claude", .session = session},
               .tool = {.background = background}})
        .at("entries")
        .size();
  };
  const auto apply_and_see = [&](const std::string& status, const std::string& session) {
    const OwnLock lock(place);
    place.install(status);
    const json answer = client.call({.id = "8", .method = Method::applied});
    std::vector<std::uint64_t> entries;
    for (const json& entry : answer["entries"])
      entries.push_back(entry["sequence"]);
    REQUIRE(entries.size() == 1);
    client.call({.id = "10",
                 .method = Method::seen,
                 .caller = {.agent = "claude", .session = session},
                 .entries = entries});
  };
  CHECK(told_to("a") == 0);
  CHECK(told_to("b") == 0);
  apply_and_see(base + ssl, "a");
  CHECK(told_to("a") == 0);
  CHECK(told_to("b") == 1);
  apply_and_see(base, "a");
  apply_and_see(base + ssl, "none");
  CHECK(told_to("a") == 1);  // the end was seen, what came again was not
  // A command that goes on behind its tool call writes where the agent may never look.
  CHECK(told_to("a", true) == 0);
  apply_and_see(base, "a");
  CHECK(told_to("a") == 1);
  daemon.stop();
}

TEST_CASE("daemon: what an agent's session has seen is not told to it after a kill either") {
  const Place place;
  const AgentSession caller{.agent = "claude", .session = "a"};
  const Request asks{.id = "9", .method = Method::hook, .caller = caller};
  {
    Daemon daemon(settings_of(place, false));
    Client client(daemon);
    CHECK(client.call(asks).at("entries").empty());
    const OwnLock lock(place);
    place.install(base + ssl);
    const json applied = client.call({.id = "8", .method = Method::applied});
    REQUIRE(applied["entries"].size() == 1);
    client.call({.id = "10",
                 .method = Method::seen,
                 .caller = caller,
                 .entries = {applied["entries"][0]["sequence"].get<std::uint64_t>()}});
    CHECK(client.call(asks).at("entries").empty());
  }  // no stop(): as by kill -9
  Daemon daemon(settings_of(place, false));
  Client client(daemon);
  client.call({.id = "2", .method = Method::subscribe});
  CHECK(client.call(asks).at("entries").empty());
  daemon.stop();
}

}  // namespace prodparity
