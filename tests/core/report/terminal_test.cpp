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

// No byte but our own line ends and what a terminal shows as a character.
void check_harmless(const std::string& text) {
  for_each_line(text, [](std::string_view line, std::size_t) {
    CHECK(printable(line, line.size()) == line);
  });
}

}  // namespace

TEST_CASE("terminal: the whole report") {
  check_golden("report_terminal.txt", render_terminal(example_verdict(), {.width = 100}));
}

TEST_CASE("terminal: everything, unfolded") {
  check_golden("report_terminal_all.txt",
               render_terminal(example_verdict(), {.width = 0, .all = true}));
}

TEST_CASE("terminal: red is for block only, and only with colours") {
  const std::string plain = render_terminal(example_verdict(), {});
  CHECK(plain.find('\x1b') == std::string::npos);
  Verdict verdict = example_verdict();
  CHECK(render_terminal(verdict, {.colour = true}).find("\x1b[1;31m BLOCK\x1b[0m") !=
        std::string::npos);
  verdict.findings.erase(verdict.findings.begin(), verdict.findings.begin() + 2);
  const std::string warn_only = render_terminal(verdict, {.colour = true});
  CHECK(warn_only.find("\x1b[33m WARN\x1b[0m") != std::string::npos);
  CHECK(warn_only.find("31m") == std::string::npos);
}

TEST_CASE("terminal: sentences keep to the width, commands can be pasted") {
  for (const std::size_t width : {40U, 60U, 80U}) {
    for_each_line(render_terminal(example_verdict(), {.width = width, .all = true}),
                  [&](std::string_view line, std::size_t) {
                    INFO(line);
                    CHECK(display_width(line) <= width);
                  });
  }
}

TEST_CASE("terminal: gaps are always said, accepted ones without a remedy") {
  Verdict verdict = example_verdict();
  verdict.findings.clear();
  const std::string text = render_terminal(verdict, {.width = 0});
  CHECK(text.find("could not check: pypi: /srv/venv") != std::string::npos);
  CHECK(text.find("do:   run as a user who may read it") != std::string::npos);
  CHECK(text.find("not checked, accepted by the policy: npm") != std::string::npos);
}

TEST_CASE("terminal: hostile names never reach it") {
  for (const bool all : {false, true}) {
    check_harmless(render_terminal(hostile_verdict(), {.width = 80, .all = all}));
    check_harmless(render_terminal(hostile_verdict(), {.width = 0, .all = all}));
  }
}

TEST_CASE("terminal: the same verdict gives the same bytes") {
  CHECK(render_terminal(example_verdict(), {}) == render_terminal(example_verdict(), {}));
}

TEST_CASE("terminal: what this branch ships is shown with its line, and no way to end it") {
  Verdict verdict{.references = example_verdict().references,
                  .findings = {example_verdict().findings[0]}};
  Shipping& shipping = verdict.findings[0].shipping;
  shipping = {.state = Shipping::State::shipping,
              .at = {.path = "Dockerfile", .line = 7},
              .why = "it comes with openssl"};
  std::string text = render_terminal(verdict, {});
  CHECK(text.starts_with(
      "prodparity: clean: nothing to block or warn about, 1 shipped by this branch"));
  CHECK(text.find(" SHIPS libssl3: ") != std::string::npos);
  CHECK(text.find("shipped by this branch (Dockerfile:7, it comes with openssl)") !=
        std::string::npos);
  CHECK(text.find("undo:") == std::string::npos);
  CHECK(render_terminal(verdict, {.explain = true})
            .starts_with("prodparity: 1 difference, shipped by this branch\n"));

  shipping.state = Shipping::State::maybe;
  shipping.why = "a variable stands there";
  text = render_terminal(verdict, {});
  CHECK(text.find(" BLOCK libssl3: ") != std::string::npos);
  CHECK(text.find("may ship (Dockerfile:7: a variable stands there)") != std::string::npos);
  CHECK(text.find("undo:") != std::string::npos);

  shipping.state = Shipping::State::none;
  shipping.why = "it ships another version: 3.0";
  text = render_terminal(verdict, {});
  CHECK(text.find("Dockerfile:7: it ships another version: 3.0") != std::string::npos);
}
