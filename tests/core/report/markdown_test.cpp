#include "core/report/report.h"
#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/example_verdict.h"
#include "tests/support/text_file.h"

#include <cstddef>
#include <string>

using namespace prodparity;
using namespace prodparity::test;

namespace {

Verdict with_many_findings(std::size_t count, bool hostile) {
  Verdict verdict = hostile ? hostile_verdict() : example_verdict();
  const Finding pattern = verdict.findings[0];
  for (std::size_t i = 0; i < count; ++i) {
    Finding finding = pattern;
    finding.id = finding.group.id = std::to_string(i);
    verdict.findings.push_back(finding);
  }
  return verdict;
}

}  // namespace

TEST_CASE("markdown: the whole comment") {
  check_golden("report_markdown.md", render_markdown(example_verdict(), {.key = "api"}));
}

TEST_CASE("markdown: clean") {
  Verdict verdict = example_verdict();
  verdict.findings.clear();
  verdict.gaps.clear();
  verdict.notes.clear();
  verdict.counts = {};
  check_golden("report_markdown_clean.md", render_markdown(verdict, {}));
}

TEST_CASE("markdown: the marker's key cannot end its comment") {
  const auto first_line = [](std::string_view key) {
    const std::string text = render_markdown({}, {.key = std::string(key)});
    return text.substr(0, text.find("<h3>"));
  };
  CHECK(first_line("team/api-1.x") == "<!-- prodparity:team/api-1.x -->");
  CHECK(first_line("a-->b") == "<!-- prodparity:a-__b -->");
  CHECK(first_line("a-") == "<!-- prodparity:a_ -->");
  CHECK(first_line("a\n<b>") == "<!-- prodparity:a__b_ -->");
}

TEST_CASE("markdown: stays below the limit whatever comes, and says what was cut") {
  for (const bool hostile : {false, true}) {
    for (const std::size_t limit : {4'000U, 10'000U, 65'000U}) {
      Verdict verdict = with_many_findings(3000, hostile);
      verdict.gaps.resize(500, verdict.gaps[0]);
      verdict.notes.resize(500, verdict.notes[0]);
      verdict.references.resize(100, verdict.references[0]);
      const std::string text = render_markdown(verdict, {.limit_characters = limit});
      CHECK(text.size() <= limit);
      CHECK(text.find("more differences did not fit here") != std::string::npos);
      CHECK(text.find("more gaps did not fit here") != std::string::npos);
      CHECK(text.find("more notes did not fit here") != std::string::npos);
    }
  }
  CHECK(render_markdown(with_many_findings(20, false), {}).find("did not fit") ==
        std::string::npos);
}

TEST_CASE("markdown: names that are a megabyte long do not break it") {
  Verdict verdict = example_verdict();
  for (Finding& finding : verdict.findings) {
    finding.drift.name.assign(1'000'000, '`');
    if (finding.drift.dev)
      finding.drift.dev.edit(
          [](Component& component) { component.version.assign(1'000'000, '|'); });
    finding.remedies.edit([](std::vector<Remedy>& remedies) {
      for (Remedy& remedy : remedies)
        remedy.command.assign(1'000'000, 'x');
    });
  }
  const std::string text = render_markdown(verdict, {});
  CHECK(text.size() < 65'000);
  CHECK(text.find("a command too long for a comment") != std::string::npos);
}

TEST_CASE("markdown: hostile names stay inside their cell and mean nothing") {
  const std::string text = render_markdown(hostile_verdict(), {});
  CHECK(text.find("<img") == std::string::npos);
  CHECK(text.find("\x1b") == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(text.find("@octocat") == std::string::npos);
  CHECK(text.find("https://") == std::string::npos);
  for_each_line(text, [](std::string_view line, std::size_t) {
    if (line.substr(0, 2) != "| ") return;
    std::size_t pipes = 0;
    for (const char c : line)
      pipes += c == '|' ? 1 : 0;
    INFO(line);
    CHECK(pipes == 7);
  });
}

TEST_CASE("markdown: what this branch ships is a row of its own, and is not counted") {
  Verdict verdict = example_verdict();
  for (Finding& finding : verdict.findings) {
    if (finding.group.head == "graphviz")
      finding.shipping = {.state = Shipping::State::shipping,
                          .at = {.path = "api/Dockerfile", .line = 7},
                          .why = {}};
  }
  const std::string text = render_markdown(verdict, {});
  CHECK(text.find("1 block, 1 warn, 1 shipped by this branch") != std::string::npos);
  CHECK(text.find("| ✅ | `graphviz` + 2") != std::string::npos);
  CHECK(text.find("| this branch, `api/Dockerfile:7` |") != std::string::npos);
  CHECK(text.find("| done |") != std::string::npos);
  CHECK(text.find("✅ | `graphviz`") > text.find("⚠️ | `pip`"));
}

TEST_CASE("markdown: what may ship says why it counts still, in quoted words") {
  Verdict verdict{.findings = {example_verdict().findings[0]}};
  verdict.findings[0].shipping = {.state = Shipping::State::maybe,
                                  .at = {.path = "Dockerfile|x", .line = 3},
                                  .why = "@everyone <b>"};
  const std::string text = render_markdown(verdict, {});
  CHECK(text.find("1 block") != std::string::npos);
  CHECK(text.find("may ship (Dockerfile") != std::string::npos);
  CHECK(text.find("<b>") == std::string::npos);
  CHECK(text.find("@everyone") == std::string::npos);
}
