#include "core/version/pep508.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

PythonRequirement parsed(std::string_view text) {
  const Result<PythonRequirement> requirement = parse_python_requirement(text);
  INFO(text);
  if (!requirement) FAIL(requirement.error().message);
  return *requirement;
}

}  // namespace

TEST_CASE("requirement: name, extras, versions, marker and address") {
  CHECK(parsed("A") == PythonRequirement{.name = "a"});
  CHECK(parsed("Zope.Interface_x") == PythonRequirement{.name = "zope-interface-x"});
  CHECK(
      parsed("requests>=2.31,<3") ==
      PythonRequirement{.name = "requests",
                        .clauses = {{.op = ">=", .version = "2.31"}, {.op = "<", .version = "3"}}});
  CHECK(parsed("requests (>=2.31)").clauses.size() == 1);
  CHECK(parsed("requests [ Security , socks ] == 2.8.* ; python_version < '2.7'") ==
        PythonRequirement{.name = "requests",
                          .extras = {"security", "socks"},
                          .clauses = {{.op = "==", .version = "2.8", .prefix = true}},
                          .marker = "python_version < '2.7'"});
  CHECK(parsed("name[]").extras.empty());
  CHECK(parsed("pip @ https://example.org/pip;x.zip ; os_name=='a'") ==
        PythonRequirement{
            .name = "pip", .url = "https://example.org/pip;x.zip", .marker = "os_name=='a'"});
}

TEST_CASE("requirement: the grammar of markers") {
  for (const std::string_view marker :
       {"os_name == 'nt' or os_name == \"posix\"", "extra == 'x'", "'3.6' <= python_version",
        "(python_version >= '3' and (sys_platform != 'win32'))", "'linux' in sys_platform",
        "sys_platform not in 'win32 cygwin'", "python_full_version ~= '3.8.1'",
        "platform_python_implementation=='CPython'and extra=='a'"}) {
    INFO(marker);
    CHECK(parsed("a; " + std::string(marker)).marker == marker);
  }
  for (const std::string_view marker :
       {"", "os_name", "os_name ==", "os_name == posix", "home == 'x'", "os_name == 'a' and",
        "(os_name == 'a'", "os_name == 'a')", "os_name = 'a'", "os_name == 'a", "os_name is 'a'"}) {
    INFO(marker);
    CHECK_FALSE(parse_python_requirement("a; " + std::string(marker)).has_value());
  }
  const std::string open(32, '(');
  const std::string close(32, ')');
  CHECK(parse_python_requirement("a; " + open + "os_name == 'a'" + close).has_value());
  CHECK_FALSE(parse_python_requirement("a; (" + open + "os_name == 'a'" + close + ")").has_value());
}

TEST_CASE("requirement: what pip refuses is refused") {
  for (const std::string_view text :
       {"", "-a", "a-", "a b", "a[", "a[b", "a[b,]", "a[-]", "a (>=1", "a @", "a @ x y", "a >= 1 2",
        "a=1", "a;", "==1", "a\x1b", "a==1 @ https://x"}) {
    INFO(text);
    const auto requirement = parse_python_requirement(text);
    REQUIRE_FALSE(requirement.has_value());
    CHECK(requirement.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("requirement: as many extras as the bound, and one more") {
  std::string extras = "a[x";
  for (std::size_t i = 1; i < limits::version_clauses; ++i)
    extras += ",x" + std::to_string(i);
  CHECK(parsed(extras + "]").extras.size() == limits::version_clauses);
  const auto more = parse_python_requirement(extras + ",y]");
  REQUIRE_FALSE(more.has_value());
  CHECK(more.error().code == ErrorCode::too_large);
}

}  // namespace prodparity
