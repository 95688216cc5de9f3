#include "daemon/answers.h"

#include "core/protocol.h"
#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

const Standing settled{.instant = {.state = SettleState::settled, .generation = 4},
                       .sequence = 12,
                       .outcome = Outcome::warn};

JournalEntry announced(std::uint64_t sequence, const std::string& data = R"({"id":"a"})") {
  return {.sequence = sequence,
          .kind = JournalKind::finding_announced,
          .generation = 4,
          .time = "2026-11-20T10:00:00.000Z",
          .data = data};
}

JournalEntry of_kind(JournalKind kind, std::uint64_t sequence) {
  JournalEntry entry = announced(sequence);
  entry.kind = kind;
  return entry;
}

json params_of(const std::string& line) {
  return json::parse(line).at("params");
}

Verdict verdict_of(Tier tier) {
  Verdict verdict;
  verdict.findings.push_back({.id = "a", .tier = tier, .shown_tier = tier});
  return verdict;
}

}  // namespace

TEST_CASE("answers: state, generation, sequence and outcome go with each, then its own members") {
  const json answer = json::parse(write_answer(settled, R"("more":true)"));
  CHECK(answer == json::parse(R"({"state":"settled","generation":4,"holder":"","reason":"",
      "warnings":[],"sequence":12,"outcome":"warn","more":true})"));
  CHECK(json::parse(write_answer(settled, "")).size() == 7);
}

TEST_CASE("answers: while nobody can know, clean and warn are could_not_check, block stays") {
  const Instant fine{.state = SettleState::settled};
  for (const SettleState state : {SettleState::interrupted, SettleState::blind}) {
    const Instant instant{.state = state};
    CHECK(cannot_know(instant));
    CHECK(outcome_at(instant, Verdict{}) == Outcome::could_not_check);
    CHECK(outcome_at(instant, verdict_of(Tier::warn)) == Outcome::could_not_check);
    CHECK(outcome_at(instant, verdict_of(Tier::block)) == Outcome::block);
  }
  CHECK_FALSE(cannot_know(fine));
  CHECK(outcome_at(fine, Verdict{}) == Outcome::clean);
  CHECK(outcome_at(fine, verdict_of(Tier::warn)) == Outcome::warn);
}

TEST_CASE("answers: status says which references are not there, or not as they are now") {
  Verdict verdict;
  verdict.gaps = {{.kind = GapKind::no_reference,
                   .reference = "production",
                   .sentence = "no access",
                   .remedy = "log in"},
                  {.kind = GapKind::no_reference, .sentence = "none is configured"},
                  {.kind = GapKind::blind, .reference = "production", .sentence = "no watch"}};
  verdict.notes = {{.code = "reference_kept", .sentence = "as of yesterday"},
                   {.code = "stale", .sentence = "rebuild"}};
  CHECK(json::parse(status_answer(settled, {}, verdict))["reference_problems"] ==
        json::parse(
            R"([{"kind":"missing","name":"production","remedy":"log in","sentence":"no access"},
                        {"kind":"kept","sentence":"as of yesterday"}])"));
  CHECK(json::parse(status_answer(settled, {}, {}))["reference_problems"] == json::array());
}

TEST_CASE("answers: status has the daemon's figures and its references") {
  Verdict verdict = verdict_of(Tier::warn);
  verdict.references.push_back({.name = "production", .source = "/sbom.json", .components = 88});
  verdict.counts.prod_only = 3;
  GuardGaps guard_gaps;
  guard_gaps.add(not_running("10:00", "11:00", false));
  const DaemonFigures figures{.root = "/srv",
                              .pid = 812,
                              .in_setup = true,
                              .enforce = true,
                              .wake_idle = true,
                              .open = 2,
                              .guard_gaps = guard_gaps,
                              .stale = {".devcontainer/Dockerfile"},
                              .watching = {.watches = 9, .unwatched = 1, .polling = true}};
  const json answer = json::parse(status_answer(settled, figures, verdict));
  CHECK(answer["schema"] == "prodparity.status/1");
  CHECK(answer["pid"] == 812);
  CHECK(answer["root"] == "/srv");
  CHECK(answer["in_setup"] == true);
  CHECK(answer["enforce"] == "block");
  CHECK(json::parse(status_answer(settled, {}, {}))["enforce"] == "warn");
  CHECK(answer["wake_idle_agents"] == true);
  CHECK(json::parse(status_answer(settled, {}, {}))["wake_idle_agents"] == false);
  CHECK(answer["open"] == 2);
  CHECK(answer["findings"] == 1);
  CHECK(answer["guard_gaps"]["count"] == 1);
  CHECK(answer["guard_gaps"]["last"]["since"] == "10:00");
  CHECK(json::parse(status_answer(settled, {}, {}))["guard_gaps"] ==
        json::parse(R"({"count":0,"last":null})"));
  CHECK(answer["stale"]["changed"] == json::parse(R"([".devcontainer/Dockerfile"])"));
  CHECK(answer["stale"]["sentence"].get<std::string>().starts_with(
      ".devcontainer/Dockerfile changed"));
  CHECK(json::parse(status_answer(settled, {}, {}))["stale"].is_null());
  CHECK(answer["gaps"] == 0);
  CHECK(answer["counts"]["prod_only"] == 3);
  CHECK(answer["references"][0]["source"] == "/sbom.json");
  CHECK(answer["watches"] == 9);
  CHECK(answer["unwatched"] == 1);
  CHECK(answer["polling"] == true);
  CHECK(answer["sequence"] == 12);
}

TEST_CASE("answers: root types a timeline's remedies without sudo, others with") {
  const TimelinePart part{
      .entries = {announced(7, R"({"remedies":[{"target":"shell","command":"sudo apt-get x"},
          {"target":"Dockerfile","command":"RUN sudo apt-get x"}]})")},
      .more = true,
      .first = 3};
  const json user = json::parse(timeline_answer(settled, part, Reader::user));
  CHECK(user["more"] == true);
  CHECK(user["first"] == 3);
  CHECK(user["entries"][0]["sequence"] == 7);
  CHECK(user["entries"][0]["kind"] == "finding_announced");
  CHECK(user["entries"][0]["data"]["remedies"][0]["command"] == "sudo apt-get x");
  const json root = json::parse(timeline_answer(settled, part, Reader::root));
  CHECK(root["entries"][0]["data"]["remedies"][0]["command"] == "apt-get x");
  CHECK(root["entries"][0]["data"]["remedies"][1]["command"] == "RUN sudo apt-get x");
}

TEST_CASE("answers: data of a journal that is no object is told as an empty one") {
  const TimelinePart part{.entries = {announced(1, "nonsense")}};
  const json answer = json::parse(timeline_answer(settled, part, Reader::root));
  CHECK(answer["entries"][0]["data"] == json::object());
}

TEST_CASE("answers: the cursor of news is that of its last entry, not the journal's end") {
  const json told = params_of(announced_line(settled, {announced(9), announced(10)}, "text\n"));
  CHECK(told["sequence"] == 10);
  CHECK(told["text"] == "text\n");
  CHECK(told["findings"].size() == 2);
  CHECK(told["findings"][1]["sequence"] == 10);
  CHECK(told["findings"][1]["time"] == "2026-11-20T10:00:00.000Z");
  CHECK(told["findings"][1]["id"] == "a");
  CHECK(params_of(resolved_line(settled, {of_kind(JournalKind::resolved, 11)}))["sequence"] == 11);
  CHECK(params_of(shipping_line(settled, {of_kind(JournalKind::shipping, 11)}))["sequence"] == 11);
  CHECK(params_of(state_line(settled))["sequence"] == 12);
}

TEST_CASE("answers: a backlog tells entries of one kind together, in their order, and no others") {
  const std::vector<std::string> lines = backlog_lines(
      settled, {of_kind(JournalKind::change, 1), announced(2), of_kind(JournalKind::change, 3),
                announced(4), of_kind(JournalKind::resolved, 5), announced(6)});
  REQUIRE(lines.size() == 3);
  CHECK(json::parse(lines[0])["method"] == "announced");
  CHECK(params_of(lines[0])["findings"].size() == 2);
  CHECK(params_of(lines[0])["sequence"] == 4);
  CHECK(params_of(lines[0])["backlog"] == true);
  CHECK(json::parse(lines[1])["method"] == "resolved");
  CHECK(params_of(lines[2])["sequence"] == 6);
  CHECK(backlog_lines(settled, {of_kind(JournalKind::change, 1)}).empty());
}

TEST_CASE("answers: a report and an explanation carry text, which is escaped") {
  CHECK(json::parse(report_answer(settled, 3, "a\n\"b\""))["text"] == "a\n\"b\"");
  CHECK(json::parse(report_answer(settled, 3, ""))["exit_code"] == 3);
  const json explained = json::parse(explain_answer(settled, verdict_of(Tier::warn)));
  CHECK(explained["report"]["schema"] == "prodparity.report/1");
  CHECK(explained["report"]["findings"].size() == 1);
  CHECK_FALSE(explained["text"].get<std::string>().empty());
}

TEST_CASE("answers: explain tells a head's whole group, and a member by its own tier") {
  Verdict verdict = verdict_of(Tier::info);
  Finding& head = verdict.findings.front();
  head.drift = {.kind = DriftKind::dev_only, .reference = "production", .ecosystem = "deb"};
  head.drift.name = head.group.head = "graphviz";
  head.drift.dev = Component{.name = "graphviz", .version = "2", .relations = "libann0"};
  head.group.id = "g";
  head.group.size = 2;
  head.shown_tier = Tier::warn;
  head.remedies = std::vector<Remedy>{{.command = "remove graphviz"}};
  const auto text = [&] {
    return json::parse(explain_answer(settled, verdict))["text"].get<std::string>();
  };
  CHECK(text().starts_with("prodparity: 1 difference for information\n"));
  CHECK(text().find(" INFO  graphviz 2 is not in production") != std::string::npos);
  CHECK(text().find("undo: remove graphviz") != std::string::npos);
  Finding member = head;
  member.id = "b";
  member.drift.name = "libann0";
  member.tier = Tier::warn;
  member.rule = "library";
  member.reason.because = "code may link it";
  verdict.findings.push_back(member);
  CHECK(text().find(" WARN  graphviz 2, with 1 package it pulled in, is not") != std::string::npos);
  CHECK(text().find("libann0: code may link it (rule library)") != std::string::npos);
  CHECK(text().find("undo: remove graphviz") != std::string::npos);
}

}  // namespace prodparity
