#include "core/line_diff.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("line diff: what is the same gives nothing") {
  CHECK(line_diff("", "").empty());
  CHECK(line_diff("a\nb\n", "a\nb\n").empty());
}

TEST_CASE("line diff: each change stands with three lines around it") {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  const std::string after = "1\nx\n2\n3\n4\n5\n6\n7\n8\n9\n10\n12\n";
  CHECK(line_diff(before, after) ==
        "@@ -1 +1 @@\n 1\n+x\n 2\n 3\n 4\n@@ -8 +9 @@\n 8\n 9\n 10\n-11\n 12\n");
  CHECK(line_diff("", "a\n") == "@@ -1 +1 @@\n+a\n");
  CHECK(line_diff("a\n", "") == "@@ -1 +1 @@\n-a\n");
}

TEST_CASE("line diff: a line cannot write to the terminal") {
  CHECK(line_diff("", "\t\x1b[2J\ta\r\n") == "@@ -1 +1 @@\n+\t\\x1b[2J\ta\\x0d\n");
}

TEST_CASE("line diff: more lines than the bound are replaced as a whole") {
  std::string before;
  std::string after;
  const auto fill = [&](std::size_t lines) {
    before = after = "";
    for (std::size_t i = 0; i < lines; ++i) {
      before += i == 1 ? "same\n" : "a\n";
      after += i == 1 ? "same\n" : "b\n";
    }
    return line_diff(before, after);
  };
  CHECK(fill(limits::compared_lines).find("\n same\n") != std::string::npos);
  CHECK(fill(limits::compared_lines + 1).find("\n same\n") == std::string::npos);
}

}  // namespace prodparity
