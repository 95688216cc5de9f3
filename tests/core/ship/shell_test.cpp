#include "core/ship/shell.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

using List = std::vector<std::string>;

// "a|b c" of each command: its words, with '$' where a variable stands in one.
List commands(std::string_view script, ShellOptions options = {}) {
  List texts;
  for (const ShellCommand& command : read_shell(script, {{"KNOWN", "x y"}}, options).commands) {
    std::string text;
    for (const ShellWord& word : command.words)
      text += (text.empty() ? "" : "|") + word.text + (word.fixed() ? "" : "$");
    texts.push_back(command.doubt.empty() ? text : text + " ?");
  }
  return texts;
}

}  // namespace

TEST_CASE("shell: words, quotes and escapes") {
  CHECK(commands("a 'b c' \"d \\\" e\" f\\ g") == List{"a|b c|d \" e|f g"});
  CHECK(commands("a \"\" ''") == List{"a||"});
  CHECK(commands("a\\\nb c \\\n d") == List{"ab|c|d"});
  CHECK(commands("a # b\nc#d") == List{"a ?", "c#d"});
  CHECK(commands("a 'open") == List{"a|open"});
  CHECK(commands("a \"open") == List{"a|open"});
  CHECK(commands("a \\") == List{"a"});
}

TEST_CASE("shell: variables and substitutions") {
  CHECK(commands("a $KNOWN") == List{"a|x$|y$"});
  CHECK(commands("a \"$KNOWN\"") == List{"a|x y$"});
  CHECK(commands("a b${OTHER}c") == List{"a|bc$"});
  CHECK(commands("a ${OTHER:-z} ${OTHER-z} ${OTHER:?no} ${#KNOWN}") == List{"a|z$|z$|$|$"});
  CHECK(commands("a $(b \"c)\" $(d)) e") == List{"a|$|e"});
  CHECK(commands("a `b c` d") == List{"a|$|d"});
  CHECK(commands("a '$KNOWN' \\$KNOWN $") == List{"a|$KNOWN|$KNOWN|$"});
  CHECK(commands("V='1 2' W=3; a $V$W") == List{"a|1$|23$"});
  CHECK(commands("export V=1; a $V") == List{"a|1$"});
  CHECK(commands("V=$OTHER; a $V") == List{"a|$"});
  CHECK(commands("V=1 a $V") == List{"a|$"});  // for that command's environment alone
  CHECK(commands("if x; then V=1; fi; a $V").back() == "a|$ ?");
  CHECK(commands("a ${unclosed") == List{"a|$"});
  CHECK(commands("a $(unclosed") == List{"a|$"});
}

TEST_CASE("shell: redirections and here-documents are no words") {
  CHECK(commands("a >b 2>&1 <c >>d &>e f") == List{"a|f"});
  CHECK(commands("a <<EOF | b\nc\nEOF\nd", {.errexit = true, .pipefail = true}) ==
        List{"a", "b", "d"});
  CHECK(commands("a <<-'EOF'\n\tb\n\tEOF\nc", {.errexit = true}) == List{"a", "c"});
  CHECK(commands("a <<< b", {}) == List{"a"});
  CHECK(commands("a <<EOF\nnever ends") == List{"a"});
}

TEST_CASE("shell: which commands end a build when they fail") {
  CHECK(commands("a && b && c") == List{"a", "b", "c"});
  CHECK(commands("a &&\n  b") == List{"a", "b"});
  CHECK(commands("a; b") == List{"a ?", "b"});
  CHECK(commands("a; b", {.errexit = true}) == List{"a", "b"});
  CHECK(commands("a && b; c", {.errexit = true}) == List{"a ?", "b ?", "c"});
  CHECK(commands("a || b") == List{"a ?", "b ?"});
  CHECK(commands("a | b") == List{"a ?", "b"});
  CHECK(commands("a | b", {.pipefail = true}) == List{"a", "b"});
  CHECK(commands("a & b") == List{"a ?", "b"});
  CHECK(commands("set -e\na\nb") == List{"set|-e ?", "a", "b"});
  CHECK(commands("set -eo pipefail; a | b; c") == List{"set|-eo|pipefail ?", "a", "b", "c"});
  CHECK(commands("set -e; set +e; a; b") == List{"set|-e ?", "set|+e", "a ?", "b"});
  CHECK(commands("a; if b; then c; fi; d") == List{"a ?", "b ?", "c ?", "d ?"});
  CHECK(commands("a; (b)") == List{"a ?", "b ?"});
  CHECK(commands("if true; then set -e; fi; a; b").front() == "true ?");
}

TEST_CASE("shell: a script ends at its bound of words") {
  std::string script;
  for (std::size_t i = 0; i < limits::ship_words / 2; ++i)
    script += "a ";
  CHECK_FALSE(read_shell(script, {}, {}).cut);
  for (std::size_t i = 0; i <= limits::ship_words / 2; ++i)
    script += "a ";
  CHECK(read_shell(script, {}, {}).cut);
}
