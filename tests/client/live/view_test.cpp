#include "client/live/view.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::live;
using nlohmann::json;

namespace {

json finding(const std::string& name, const std::string& tier, json more = json::object()) {
  json one = {{"name", name},
              {"ecosystem", "deb"},
              {"tier", tier},
              {"shown_tier", tier},
              {"origin", "session"},
              {"dev_version", "2"},
              {"prod_version", "1"},
              {"reference", "production"},
              {"reason", "it matters"},
              {"rule", "r"},
              {"group", {{"id", name}, {"head", name}, {"size", 1U}}},
              {"remedies", json::array()}};
  one.update(more);
  return one;
}

json answer(const json& findings, json more = json::object()) {
  const json report = {{"findings", findings},
                       {"counts", {{"dev_only_allowed", 41U}, {"version_drift", 3U}}},
                       {"gaps", json::array()},
                       {"references",
                        {{{"name", "production"},
                          {"source", "s.json"},
                          {"format", "CycloneDX 1.6"},
                          {"verification", "none"}}}}};
  json said = {
      {"state", "settled"}, {"generation", 4U}, {"outcome", "block"}, {"text", report.dump()}};
  said.update(more);
  return said;
}

View view_of(const json& findings) {
  return with_report({}, answer(findings));
}

std::vector<std::string> titles(const View& view) {
  std::vector<std::string> all;
  for (const Row* const row : shown_rows(view))
    all.push_back(row->title);
  return all;
}

View pressed(View view, const std::string& bytes) {
  for (const KeyPress& key : read_keys(bytes))
    view = press(std::move(view), key).view;
  return view;
}

}  // namespace

TEST_CASE(
    "live view: the answer says where things stand, against what, and how far that is proven") {
  const View view = view_of(json::array({finding("openssl", "block")}));
  CHECK(view.outcome == "block");
  CHECK(view.state == "settled, generation 4");
  CHECK(view.production == "production: s.json (CycloneDX 1.6, unsigned)");
  CHECK(view.counts ==
        "dev-only: 41 allowed, 0 unexpected; prod-only: 0; version drift: 3, runtime-sensitive: 0");
  CHECK(with_report({}, answer(json::array(), {{"state", "changing"}, {"holder", "apt-get (7)"}}))
            .state == "changing, generation 4: apt-get (7) is at work");
}

TEST_CASE("live view: a group is one row, which names the member that decided its tier") {
  const json group = {{"id", "g"}, {"head", "graphviz"}, {"size", 3U}};
  const View view = view_of(
      json::array({finding("fonts", "info", {{"group", group}, {"shown_tier", "block"}}),
                   finding("graphviz", "warn",
                           {{"group", group}, {"shown_tier", "block"}, {"prod_version", nullptr}}),
                   finding("libssl1.1", "block",
                           {{"group", group}, {"reason", "trust"}, {"rule", "dev-only-crypto"}})}));
  REQUIRE(view.rows.size() == 1);
  CHECK(view.rows[0].title == "graphviz, with 2 more: 2, not in production");
  CHECK(view.rows[0].tier == Tier::block);
  CHECK(view.rows[0].why == "libssl1.1: trust (rule dev-only-crypto)");
}

TEST_CASE("live view: what the session brought stands first, then the stricter") {
  const View view = view_of(
      json::array({finding("image", "block", {{"origin", "baseline"}}),
                   finding("setup", "warn", {{"origin", "setup"}}), finding("new", "warn")}));
  CHECK(titles(view) == std::vector<std::string>{"new: 2 here, 1 in production",
                                                 "image: 2 here, 1 in production",
                                                 "setup: 2 here, 1 in production"});
}

TEST_CASE("live view: what ends it is said with the file it belongs into") {
  const json remedies = json::array(
      {{{"kind", "ship"}, {"target", "Dockerfile"}, {"command", "RUN x"}, {"note", "first"}},
       {{"kind", "undo"}, {"target", "shell"}, {"command", "apt-get remove x"}},
       {{"kind", "ship"}, {"note", "rebuild"}}});
  const View view = view_of(json::array({finding("x", "warn", {{"remedies", remedies}})}));
  CHECK(view.rows.at(0).details == std::vector<std::string>{"ship: in Dockerfile: RUN x (first)",
                                                            "undo: apt-get remove x",
                                                            "ship: rebuild"});
}

TEST_CASE("live view: why not all can be seen is said, of the daemon, the report, and none") {
  json said =
      answer(json::array(), {{"warnings", {"cannot watch '/x'"}}, {"reason", "apt was killed"}});
  json report = json::parse(said["text"].get<std::string>());
  report["gaps"] = {{{"sentence", "not covered: pypi"}}};
  said["text"] = report.dump();
  CHECK(with_report({}, said).problems ==
        std::vector<std::string>{"apt was killed", "cannot watch '/x'",
                                 "could not check: not covered: pypi"});
  said["text"] = "{";
  CHECK(with_report({}, said).problems.size() == 3);

  const View gone = without_daemon(view_of(json::array({finding("x", "warn")})), "no daemon");
  CHECK(gone.outcome == "could_not_check");
  CHECK(gone.problems == std::vector<std::string>{"no daemon"});
  CHECK(gone.rows.size() == 1);
}

TEST_CASE("live view: what is not known of production comes first, with what to do, as in status") {
  json said = answer(json::array(), {{"reason", "apt was killed"}});
  json report = json::parse(said["text"].get<std::string>());
  report["gaps"] = {{{"kind", "not_covered"}, {"sentence", "not covered: pypi"}},
                    {{"kind", "no_reference"}, {"sentence", "no SBOM is configured"}},
                    {{"kind", "no_reference"},
                     {"reference", "api"},
                     {"sentence", "it is not believed\x1b[31m"},
                     {"remedy", "name who signs it"}},
                    {{"kind", "no_reference"},
                     {"reference", "web"},
                     {"sentence", "it is being fetched"},
                     {"remedy", nullptr}}};
  report["notes"] = {{{"code", "another"}, {"sentence", "no problem"}},
                     {{"code", "reference_kept"}, {"sentence", "it is compared with as of noon"}}};
  said["text"] = report.dump();
  CHECK(with_report({}, said).problems ==
        std::vector<std::string>{"production cannot be compared with: it is not believed\\x1b[31m; "
                                 "what to do: name who signs it",
                                 "production cannot be compared with: it is being fetched",
                                 "it is compared with as of noon", "apt was killed",
                                 "could not check: not covered: pypi",
                                 "could not check: no SBOM is configured"});
}

TEST_CASE("live view: the timeline has what matters to people, bounded, and goes on from its end") {
  json entries = json::array();
  for (std::size_t i = 1; i <= timeline_lines + 5; ++i)
    entries.push_back({{"sequence", i},
                       {"time", "2026-11-22T12:00:00.123Z"},
                       {"kind", "resolved"},
                       {"data", {{"name", "p" + std::to_string(i)}}}});
  entries.push_back({{"sequence", 300U}, {"kind", "told"}, {"data", {{"agent", "claude"}}}});
  const View view = with_entries({}, {{"entries", entries}});
  CHECK(view.sequence == 300);
  REQUIRE(view.timeline.size() == timeline_lines);
  CHECK(view.timeline.back() == "12:00:00 resolved p" + std::to_string(timeline_lines + 5));
  CHECK(with_entries(view, json::object()) == view);
}

TEST_CASE("live view: keys as terminals send them") {
  CHECK(read_keys("\x1b[A\x1b[B\x1bOA\x1b[5~\x1b[6~\x1b[H\x1b[4~") ==
        std::vector<KeyPress>{{.key = Key::up},
                              {.key = Key::down},
                              {.key = Key::up},
                              {.key = Key::page_up},
                              {.key = Key::page_down},
                              {.key = Key::home},
                              {.key = Key::end}});
  CHECK(read_keys("q\xc3\xa9\r\x7f\x03\x1b") == std::vector<KeyPress>{{.text = "q"},
                                                                      {.text = "\xc3\xa9"},
                                                                      {.key = Key::enter},
                                                                      {.key = Key::erase},
                                                                      {.key = Key::interrupt},
                                                                      {.key = Key::escape}});
  // What is not known, or no character: nothing.
  CHECK(read_keys("\x1b[1;5P\x1b[200~\x01\xff\x1b[").empty());
}

TEST_CASE("live view: q and ctrl-c end it, r looks again") {
  const View view = view_of(json::array());
  CHECK(press(view, {.text = "q"}).action == Action::quit);
  CHECK(press(view, {.key = Key::interrupt}).action == Action::quit);
  CHECK(press(view, {.text = "r"}).action == Action::rescan);
  View typing = view;
  typing.typing = true;
  CHECK(press(typing, {.text = "q"}).action == Action::none);
  CHECK(press(typing, {.key = Key::interrupt}).action == Action::quit);
}

TEST_CASE("live view: the filter goes from what is open to all and back") {
  View view = view_of(json::array({finding("b", "block", {{"origin", "baseline"}}),
                                   finding("w", "warn"), finding("i", "info")}));
  CHECK(titles(view).size() == 2);
  view = pressed(view, "f");
  CHECK(titles(view) == std::vector<std::string>{"w: 2 here, 1 in production"});
  view = pressed(view, "f");
  CHECK(titles(view) == std::vector<std::string>{"b: 2 here, 1 in production"});
  view = pressed(view, "f");
  CHECK(titles(view).size() == 3);
  CHECK(pressed(view, "f").filter == Filter::open);
}

TEST_CASE("live view: a text filters by name, can be mended and ended") {
  const View view =
      view_of(json::array({finding("libssl3", "block"), finding("graphviz", "warn")}));
  const View typed = pressed(view, "/SSLx\x7f");
  CHECK(typed.typing);
  CHECK(titles(typed) == std::vector<std::string>{"libssl3: 2 here, 1 in production"});
  const View kept = pressed(typed, "\rf");
  CHECK_FALSE(kept.typing);
  CHECK(kept.filter == Filter::session);
  CHECK(titles(pressed(kept, "\x1b")).size() == 2);
  CHECK(pressed(view, "/\xc3\xa9\x7f").text.empty());
  CHECK(pressed(view, '/' + std::string(500, 'x')).text.size() == 64);
}

TEST_CASE("live view: the selection stays with its row, and inside the list") {
  View view =
      view_of(json::array({finding("a", "warn"), finding("b", "warn"), finding("c", "warn")}));
  CHECK(pressed(view, "j").selected == "b");
  CHECK(pressed(view, "jjjj").selected == "c");
  CHECK(pressed(view, "jjk").selected == "b");
  CHECK(pressed(view, "k").selected == "a");
  CHECK(pressed(view, "\x1b[F").selected == "c");
  CHECK(pressed(view, "\x1b[6~\x1b[5~").selected == "a");
  view = pressed(view, "j");
  view = with_report(std::move(view),
                     answer(json::array({finding("new", "block"), finding("b", "warn")})));
  CHECK(view.selected == "b");
  CHECK(pressed(view_of(json::array()), "jk").selected.empty());
}
