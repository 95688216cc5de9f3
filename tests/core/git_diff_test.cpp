#include "core/git_diff.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

const std::string diff =
    "diff --git a/Dockerfile b/Dockerfile\n"
    "index f3f5ee3..8fd0b1a 100644\n"
    "--- a/Dockerfile\n"
    "+++ b/Dockerfile\n"
    "@@ -2,0 +3 @@ FROM debian\n"
    "+@@ -1 +40 @@\n"
    "@@ -5 +7,2 @@\n"
    "-RUN true\n"
    "+RUN false\n"
    "+RUN true\n"
    "@@ -9,2 +11,0 @@ RUN x\n"
    "-a\n"
    "-b\n";

}  // namespace

TEST_CASE("git diff: lines of the newer file that are new or changed") {
  for (std::size_t line = 0; line < 50; ++line) {
    INFO(line);
    CHECK(has_changed_line(diff, line) == (line == 3 || line == 7 || line == 8));
  }
}

TEST_CASE("git diff: what is none has no changed line") {
  for (const std::string text : {"", "@@", "@@ -1", "@@ -1 +", "@@ -1 +1,", "@@ -1 +x @@",
                                 "@@ -1 +99999999999999999999 @@", " @@ -1 +1 @@"}) {
    INFO(text);
    CHECK_FALSE(has_changed_line(text, 1));
  }
  CHECK_FALSE(has_changed_line("@@ -1 +2,18446744073709551615 @@", 1));
  CHECK(has_changed_line("@@ -1 +2,18446744073709551615 @@", 18446744073709551615U));
}

}  // namespace prodparity
