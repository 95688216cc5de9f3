#include "client/live/view.h"
#include "core/text.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::live;

namespace {

View example() {
  View view{.outcome = "block",
            .state = "settled, generation 4",
            .production = "production: s.json (CycloneDX 1.6, unsigned)",
            .counts = "dev-only: 41 allowed, 1 unexpected"};
  view.rows = {
      {.id = "1",
       .tier = Tier::block,
       .of_session = true,
       .title = "openssl: 2 here, 1 in production",
       .why = "TLS comes from another OpenSSL (rule openssl-version)",
       .details = {"ship: rebuild production", "undo: apt-get install -y openssl=1"}},
      {.id = "2", .tier = Tier::warn, .title = "graphviz, with 71 more: 2, not in production"}};
  view.timeline = {"12:00:00 session_start", "12:03:11 block openssl"};
  return view;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line + '\n';
  return text;
}

}  // namespace

TEST_CASE(
    "live screen: where things stand, what differs with what ends it, the timeline, the keys") {
  CHECK(text_of(draw(example(), {.rows = 16, .columns = 72}, false)) ==
        "prodparity: block - settled, generation 4\n"
        "production: s.json (CycloneDX 1.6, unsigned)\n"
        "dev-only: 41 allowed, 1 unexpected\n"
        "> BLOCK openssl: 2 here, 1 in production\n"
        "        TLS comes from another OpenSSL (rule openssl-version)\n"
        "        ship: rebuild production\n"
        "        undo: apt-get install -y openssl=1\n"
        "  WARN  graphviz, with 71 more: 2, not in production (not of this sessi…\n"
        "\n"
        "\n"
        "\n"
        "\n"
        "timeline\n"
        "12:00:00 session_start\n"
        "12:03:11 block openssl\n"
        "f block and warn  / filter  j k move  r look again  q quit\n");
}

TEST_CASE("live screen: of every size it has exactly its lines, none too wide") {
  View view = example();
  view.problems = {std::string(300, 'p'), "second", "third", "fourth", "fifth", "sixth"};
  view.text = "\xe6\xbc\xa2\x1b[31m";
  for (std::size_t i = 3; i < 60; ++i)
    view.rows.push_back(
        {.id = std::to_string(i), .tier = Tier::warn, .title = "row " + std::to_string(i)});
  for (std::size_t rows = 0; rows <= 40; ++rows) {
    for (const std::size_t columns : {1U, 7U, 20U, 80U, 300U}) {
      for (const std::string selected : {"1", "40", "59", "gone"}) {
        view.selected = selected;
        const std::vector<std::string> lines =
            draw(view, {.rows = rows, .columns = columns}, false);
        INFO(rows << " x " << columns << ", " << selected);
        CHECK(lines.size() == rows);
        CHECK(std::ranges::all_of(lines, [&](const std::string& line) {
          return display_width(line) <= columns && line.find('\x1b') == std::string::npos;
        }));
      }
    }
  }
}

TEST_CASE("live screen: a problem is whole, in a quarter of the screen, and the rest is counted") {
  View view = example();
  view.problems = {"production cannot be compared with: it is unsigned; what to do: sign it",
                   "a second one", "a third one, which is longer than a line of this screen is"};
  const std::string screen = text_of(draw(view, {.rows = 16, .columns = 40}, false));
  INFO(screen);
  CHECK(screen.find("! production cannot be compared with: it\n"
                    "  is unsigned; what to do: sign it\n"
                    "! a second one\n"
                    "and 1 more: prodparity status\n") != std::string::npos);
  const std::string small = text_of(draw(view, {.rows = 8, .columns = 40}, false));
  CHECK(small.find("! production cannot be compared with: it\n"
                   "and 2 more: prodparity status\n") != std::string::npos);
}

TEST_CASE("live screen: what is selected is always seen") {
  View view = example();
  for (std::size_t i = 3; i < 60; ++i)
    view.rows.push_back(
        {.id = std::to_string(i), .tier = Tier::warn, .title = "row " + std::to_string(i)});
  for (const std::string selected : {"1", "3", "30", "59"}) {
    view.selected = selected;
    const std::string screen = text_of(draw(view, {.rows = 14, .columns = 60}, false));
    INFO(screen);
    CHECK(screen.find("\n> ") != std::string::npos);
  }
}

TEST_CASE("live screen: red is for block alone, and colours only where they are wanted") {
  View view = example();
  const std::vector<std::string> lines = draw(view, {.rows = 16, .columns = 72}, true);
  CHECK(lines[0].starts_with("\x1b[31m"));
  CHECK(lines[3].starts_with("\x1b[31m> BLOCK"));
  CHECK(lines[7].starts_with("  WARN"));
  view.outcome = "could_not_check";
  CHECK(draw(view, {.rows = 16, .columns = 72}, true)[0] ==
        "\x1b[1mprodparity: could not check - settled, generation 4\x1b[0m");
}

TEST_CASE("live screen: nothing that differs, and nothing that passes the filter, are told apart") {
  View view = example();
  view.text = "no such";
  CHECK(text_of(draw(view, {.rows = 16, .columns = 72}, false)).find("pass the filter") !=
        std::string::npos);
  view.rows.clear();
  CHECK(text_of(draw(view, {.rows = 16, .columns = 72}, false)).find("\nno differences\n") !=
        std::string::npos);
  CHECK(draw({}, {.rows = 5, .columns = 72}, false)[0] == "prodparity: asking the daemon");
}
