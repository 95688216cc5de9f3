#include "core/production/question.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity {
namespace {

Question asked(std::string_view text) {
  const Result<Question> question = parse_question(text);
  INFO(text);
  if (!question) FAIL(question.error().message);
  return *question;
}

}  // namespace

TEST_CASE("question: a bare name is whatever has it") {
  CHECK(asked(" graphviz ") == Question{.text = "graphviz", .name = "graphviz"});
  CHECK(asked("libstdc++6").asked == Asked::name);
}

TEST_CASE("question: a prefix says what is asked for") {
  CHECK(asked("deb:libssl3") ==
        Question{
            .text = "deb:libssl3", .asked = Asked::package, .ecosystem = "deb", .name = "libssl3"});
  CHECK(asked("pypi:PyYAML").name == "pyyaml");
  CHECK(asked("npm:@scope/name") == Question{.text = "npm:@scope/name",
                                             .asked = Asked::package,
                                             .ecosystem = "npm",
                                             .name = "@scope/name"});
  CHECK(asked("module: yaml") ==
        Question{.text = "module: yaml", .asked = Asked::module, .name = "yaml"});
  CHECK(asked("command:dot").asked == Asked::command);
  CHECK(asked("library:ssl").asked == Asked::library);
  CHECK(asked("libssl.so.3").asked == Asked::library);
  CHECK(asked("file:/usr/bin/dot").name == "/usr/bin/dot");
  CHECK(asked("/usr/bin/dot").asked == Asked::file);
}

TEST_CASE("question: requirements of pip and relations of Debian are told apart") {
  const Question python = asked("requests>=2.31,<3");
  CHECK(python.ecosystem == "pypi");
  CHECK(python.name == "requests");
  REQUIRE(python.python);
  CHECK(python.python->clauses.size() == 2);
  for (const std::string_view text :
       {"requests==2.31.0", "requests~=2.2", "requests===2", "requests!=1", "requests[socks]",
        "requests ; os_name == 'posix'", "requests @ https://example.org/x.whl", "pypi:requests>=2",
        "requests (~=2.2)"}) {
    INFO(text);
    CHECK(asked(text).ecosystem == "pypi");
    CHECK(asked(text).python.has_value());
  }
  CHECK_FALSE(asked("pypi:requests").python.has_value());
  CHECK(asked("libssl3 (>= 3.0)") == Question{.text = "libssl3 (>= 3.0)",
                                              .asked = Asked::package,
                                              .ecosystem = "deb",
                                              .name = "libssl3",
                                              .relation = "libssl3 (>= 3.0)"});
  CHECK(asked("libssl3=3.0.20-1~deb12u2").relation == "libssl3 (= 3.0.20-1~deb12u2)");
  CHECK(asked("libc6:i386=1:2.36-9").arch == "i386");
  CHECK(asked("libc6:i386").arch == "i386");
  CHECK(asked("python3:any (>= 3.9)").arch.empty());
  CHECK(asked("libssl3:native").arch.empty());
  CHECK(asked("deb:libssl3 (<< 4)").relation == "libssl3 (<< 4)");
}

TEST_CASE("question: what is none is refused with what one looks like") {
  for (const std::string_view text : {"",
                                      "  ",
                                      "a\nb",
                                      "a\x1b[0m",
                                      "module:",
                                      "module:/x",
                                      "command:a/b",
                                      "file:dot",
                                      "deb:",
                                      "deb:Foo Bar",
                                      "foo bar",
                                      "a,b",
                                      "a | b",
                                      "libssl3=",
                                      "=3",
                                      "a (>= 1), b",
                                      "requests>=x",
                                      "apt install x",
                                      "pip:flask",
                                      "cmd:openssl",
                                      "deb:all:libssl3"}) {
    INFO(text);
    const auto question = parse_question(text);
    REQUIRE_FALSE(question.has_value());
    CHECK(question.error().code == ErrorCode::wrong_usage);
    CHECK(question.error().message.find("libssl3 (>= 3.0)") != std::string::npos);
  }
}

TEST_CASE("question: as long as the bound, and one byte more") {
  CHECK(parse_question(std::string(limits::question_bytes, 'a')).has_value());
  const auto more = parse_question(std::string(limits::question_bytes + 1, 'a'));
  REQUIRE_FALSE(more.has_value());
  CHECK(more.error().code == ErrorCode::too_large);
}

}  // namespace prodparity
