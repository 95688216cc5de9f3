#include "client/plan_text.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

json finding(const std::string& name, const std::string& tier, const std::string& kind = "version",
             std::size_t sequence = 0, const std::string& group = "", std::size_t size = 1) {
  const bool dev_only = kind == "dev_only";
  return {{"kind", "finding_announced"},
          {"sequence", sequence},
          {"data",
           {{"id", "id-" + name},
            {"kind", kind},
            {"ecosystem", "deb"},
            {"name", name},
            {"tier", tier},
            {"rule", tier + "-rule"},
            {"reason", "it matters"},
            {"dev_version", "2"},
            {"prod_version", dev_only ? json() : json("1")},
            {"group", {{"id", group.empty() ? name : group}, {"head", name}, {"size", size}}},
            {"remedies",
             {{{"kind", "undo"}, {"target", "shell"}, {"command", "apt-get undo " + name}},
              {{"kind", "ship"}, {"target", "Dockerfile"}, {"command", "RUN ship " + name}}}}}}};
}

json resolved(const std::string& name, std::size_t sequence) {
  return {{"kind", "resolved"}, {"sequence", sequence}, {"data", {{"id", "r"}, {"name", name}}}};
}

json answer_of(std::vector<json> entries) {
  return {{"entries", entries}, {"count", entries.size()}, {"decision", "warn"}};
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("plan text: what apt is about to make differ is one or two lines") {
  CHECK(plan_warning(answer_of({})).empty());
  CHECK(plan_warning(answer_of({finding("libssl3", "block")})) ==
        "prodparity: after this run: BLOCK libssl3: 2 here, 1 in production (rule block-rule)\n");
  const std::string three =
      plan_warning(answer_of({finding("a", "warn"), finding("b", "warn"), finding("c", "block")}));
  CHECK(lines_in(three) == 2);
  CHECK(three.starts_with("prodparity: after this run: BLOCK c: 2 here"));
  CHECK(three.ends_with("prodparity: after this run: and 2 more\n"));
}

TEST_CASE("plan text: a plan that was let through says so, one not compared says why") {
  json answer = answer_of({finding("libssl3", "block")});
  answer["let_through"] = true;
  CHECK(plan_warning(answer).ends_with("prodparity: let through, and journaled with its reason\n"));
  json gap = answer_of({});
  gap["not_compared"] = "production's SBOM\nlists no packages";
  CHECK(plan_warning(gap) ==
        "prodparity: not compared with production: production's SBOM\\x0alists no packages\n");
}

TEST_CASE("plan text: who is stopped reads why, what to do instead, and how to go on") {
  json answer = answer_of({finding("libssl3", "block"), finding("tool", "warn"),
                           finding("libevil-tls", "block", "dev_only")});
  CHECK(plan_stop(answer) ==
        "prodparity: apt is stopped before anything changes: production is not what this run would "
        "leave\n"
        "prodparity: BLOCK libssl3: 2 here, 1 in production (rule block-rule); it matters\n"
        "prodparity:   what production has: apt-get undo libssl3\n"
        "prodparity:   ship: in Dockerfile: RUN ship libssl3\n"
        "prodparity: BLOCK libevil-tls 2 is not in production (rule block-rule); it matters\n"
        "prodparity:   ship: in Dockerfile: RUN ship libevil-tls\n"
        "prodparity: to let this one run through, journaled: -o prodparity::Allow=\"reason\"\n");
  answer["refused"] = true;
  CHECK(plan_stop(answer).find("a person may let it through") != std::string::npos);
  CHECK(plan_stop(answer).find("-o prodparity::Allow") == std::string::npos);
}

TEST_CASE("plan text: an agent whose command is not run reads why, and how it would be") {
  const json answer = answer_of({finding("libssl3", "block"), finding("tool", "warn")});
  const std::string why =
      "prodparity: this command was not run: production is not what it would leave\n"
      "prodparity: BLOCK libssl3: 2 here, 1 in production (rule block-rule); it matters\n"
      "prodparity:   what production has: apt-get undo libssl3\n"
      "prodparity:   ship: in Dockerfile: RUN ship libssl3\n";
  CHECK(plan_denial(answer, "deb") ==
        why +
            "prodparity: to let this one run through, journaled: -o "
            "prodparity::Allow=\"reason\"; where the policy does not say agents_may_override, a "
            "person may\n");
  CHECK(plan_denial(answer, "pypi") ==
        why +
            "prodparity: a waiver in the policy file lets it through (prodparity accept); a "
            "person may run it\n");
}

TEST_CASE("plan text: of a group the member that decides is named") {
  json head = finding("graphviz", "warn", "dev_only", 1, "g", 72);
  json member = finding("libcrypto-x", "block", "dev_only", 2, "g", 72);
  member["data"]["group"]["head"] = "graphviz";
  CHECK(plan_warning(answer_of({member, head})) ==
        "prodparity: after this run: BLOCK graphviz, with 71 packages it pulled in, is not in "
        "production, libcrypto-x among them (rule block-rule)\n");
}

TEST_CASE("plan text: what was done is at most two lines, and what is in them is named as told") {
  const AppliedText one = applied_text(answer_of({finding("libssl3", "block", "version", 7)}));
  CHECK(one.text ==
        "prodparity: BLOCK libssl3: 2 here, 1 in production (rule block-rule)\n"
        "prodparity: undo: apt-get undo libssl3; ship: in Dockerfile: RUN ship libssl3\n");
  CHECK(one.shown == Numbers{7});
  const AppliedText two = applied_text(
      answer_of({finding("a", "warn", "version", 7), finding("b", "block", "version", 8)}));
  CHECK(two.text ==
        "prodparity: BLOCK b: 2 here, 1 in production (rule block-rule); undo: apt-get undo b\n"
        "prodparity: WARN a: 2 here, 1 in production (rule warn-rule); undo: apt-get undo a\n");
  CHECK(two.shown == Numbers{7, 8});
  const AppliedText three = applied_text(
      answer_of({finding("a", "warn", "version", 7), finding("b", "block", "version", 8),
                 finding("c", "warn", "version", 9), resolved("d", 10)}));
  CHECK(lines_in(three.text) == 2);
  CHECK(three.text.ends_with("prodparity: and 2 more, 1 ended: prodparity findings\n"));
  CHECK(three.shown == Numbers{8});  // what was only counted is still to be told
}

TEST_CASE("plan text: what ended is one line, and nothing is nothing") {
  const AppliedText ended = applied_text(answer_of({resolved("libssl3", 9), resolved("curl", 10)}));
  CHECK(ended.text == "prodparity: resolved: libssl3, curl\n");
  CHECK(ended.shown == Numbers{9, 10});
  CHECK(applied_text(answer_of({})).text.empty());
  CHECK(applied_text(json::object()).text.empty());
}

TEST_CASE("plan text: who asks without doing it reads all of it") {
  json answer = answer_of({finding("libssl3", "block"), finding("b", "warn"), resolved("old", 0)});
  answer["decision"] = "stop";
  answer["count"] = 5U;
  CHECK(plan_report(answer) ==
        "prodparity: as planned, this would differ from production:\n"
        " BLOCK libssl3: 2 here, 1 in production (rule block-rule)\n"
        "       it matters\n"
        "       ship: in Dockerfile: RUN ship libssl3\n"
        " WARN b: 2 here, 1 in production (rule warn-rule)\n"
        "       it matters\n"
        "       ship: in Dockerfile: RUN ship b\n"
        " and 3 more packages\n"
        " ends: old\n"
        " apt would be stopped: enforce is block\n");
  json of_pip = answer;
  of_pip["entries"][0]["data"]["ecosystem"] = "pypi";
  CHECK(plan_report(of_pip).ends_with(" a coding agent's hook would deny it: enforce is block\n"));
  CHECK(plan_report(answer_of({})) ==
        "prodparity: as planned, nothing that matters would differ\n");
  json gap = answer_of({});
  gap["not_compared"] = "no reference of production is given";
  CHECK(plan_report(gap) ==
        "prodparity: not compared with production: no reference of production is given\n");
}

TEST_CASE("plan text: hostile names, versions and commands are quoted data on their line") {
  json hostile = finding("x\x1b[31m\nprodparity: all is well", "block");
  hostile["data"]["dev_version"] = std::string(10'000, 'v') + "\n";
  hostile["data"]["rule"] = "r\nule";
  hostile["data"]["remedies"][1]["command"] = "RUN x\ny" + std::string(10'000, 'z');
  const json answer = answer_of({hostile});
  for (const std::string& text :
       {plan_warning(answer), plan_stop(answer), plan_denial(answer, "deb"), plan_report(answer),
        applied_text(answer).text}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\nprodparity: all is well") == std::string::npos);
    CHECK(text.size() < 3'000);
  }
}

}  // namespace prodparity
