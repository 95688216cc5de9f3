#include "core/apt_history.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using Action = AptChange::Action;

TEST_CASE("apt history: one run with what was asked for and what came along") {
  const auto runs = parse_apt_history(
      "\nStart-Date: 2026-01-02  03:04:05\nCommandline: apt-get install -y graphviz\n"
      "Requested-By: dev (1000)\n"
      "Install: libgvc6:amd64 (2.42.2-7+deb12u1, automatic), graphviz:amd64 (2.42.2-7+deb12u1), "
      "libann0:amd64 (1.1.2+doc-9+b1, automatic)\n"
      "Upgrade: libssl3:amd64 (3.0.20-1~deb12u2, 3.0.22-1~deb12u2), "
      "openssl:amd64 (3.0.20-1~deb12u2, 3.0.22-1~deb12u2, automatic)\n"
      "End-Date: 2026-01-02  03:04:09\n");
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].start_date == "2026-01-02  03:04:05");
  CHECK(runs[0].end_date == "2026-01-02  03:04:09");
  CHECK(runs[0].command_line == "apt-get install -y graphviz");
  CHECK(runs[0].requested_by == "dev (1000)");
  REQUIRE(runs[0].changes.size() == 5);
  CHECK(runs[0].changes[0] == AptChange{.action = Action::install,
                                        .name = "libgvc6",
                                        .arch = "amd64",
                                        .version = "2.42.2-7+deb12u1",
                                        .automatic = true});
  CHECK(runs[0].changes[4] == AptChange{.action = Action::upgrade,
                                        .name = "openssl",
                                        .arch = "amd64",
                                        .version = "3.0.22-1~deb12u2",
                                        .previous_version = "3.0.20-1~deb12u2",
                                        .automatic = true});
  CHECK(asked_for(runs[0]) == std::vector<std::string_view>{"graphviz"});
}

TEST_CASE("apt history: removals, purges, downgrades and reinstalls are no request to install") {
  const auto runs = parse_apt_history(
      "Start-Date: x\nRemove: a:amd64 (1)\nPurge: b:i386 (2)\nDowngrade: c:amd64 (3, 2)\n"
      "Reinstall: d:all (4)\nError: Sub-process returned an error code (1)\n");
  REQUIRE(runs.size() == 1);
  REQUIRE(runs[0].changes.size() == 4);
  CHECK(runs[0].changes[0].action == Action::remove);
  CHECK(runs[0].changes[1].action == Action::purge);
  CHECK(runs[0].changes[1].arch == "i386");
  CHECK(runs[0].changes[2].version == "2");
  CHECK(runs[0].changes[2].previous_version == "3");
  CHECK(runs[0].changes[3].action == Action::reinstall);
  CHECK(runs[0].error == "Sub-process returned an error code (1)");
  CHECK(runs[0].end_date.empty());
  CHECK(asked_for(runs[0]).empty());
}

TEST_CASE("apt history: a run that never ended and one without an empty line before are two") {
  const auto runs =
      parse_apt_history("Start-Date: 1\r\nInstall: a (1)\r\nStart-Date: 2\nEnd-Date: 3");
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].changes.at(0).name == "a");
  CHECK(runs[0].changes.at(0).arch.empty());
  CHECK(runs[1].end_date == "3");
}

TEST_CASE("apt history: lines and items of another form are passed over") {
  CHECK(parse_apt_history("").empty());
  CHECK(parse_apt_history("Install: a:amd64 (1)\nEnd-Date: 1\n").empty());
  const auto runs = parse_apt_history(
      "Start-Date: 1\nnonsense\nInstall: (1), :amd64 (2), b:amd64 (, automatic, x), c:amd64 (3\n");
  REQUIRE(runs.size() == 1);
  REQUIRE(runs[0].changes.size() == 1);
  CHECK(runs[0].changes[0] == AptChange{.action = Action::install,
                                        .name = "b",
                                        .arch = "amd64",
                                        .version = "x",
                                        .automatic = true});
}

TEST_CASE("apt history: a command line, an item and the runs at their bounds, and one past them") {
  const auto command = [](std::size_t size) {
    return parse_apt_history("Start-Date: 1\nCommandline: " + std::string(size, 'a') + '\n')
        .at(0)
        .command_line.size();
  };
  CHECK(command(limits::command_line_bytes) == limits::command_line_bytes);
  CHECK(command(limits::command_line_bytes + 1) == limits::command_line_bytes);
  const auto item = [](std::size_t size) {
    return parse_apt_history("Start-Date: 1\nInstall: " + std::string(size - 3, 'a') + " (1)\n")
        .at(0)
        .changes.size();
  };
  CHECK(item(limits::name_bytes) == 1);
  CHECK(item(limits::name_bytes + 1) == 0);
  std::string runs;
  for (std::size_t i = 0; i < limits::apt_runs; ++i)
    runs += "Start-Date:\n";
  CHECK(parse_apt_history(runs).size() == limits::apt_runs);
  CHECK(parse_apt_history(runs + "Start-Date:\n").size() == limits::apt_runs);
}
