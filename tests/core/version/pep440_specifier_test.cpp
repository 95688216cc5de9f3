#include "core/version/pep440_specifier.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

std::vector<VersionClause> clauses_of(std::string_view text) {
  const Result<std::vector<VersionClause>> clauses = parse_specifiers(text);
  INFO(text);
  REQUIRE(clauses.has_value());
  return *clauses;
}

bool within(std::string_view version, std::string_view specifiers,
            PreReleases rule = PreReleases::count) {
  return is_within(version, clauses_of(specifiers), rule);
}

}  // namespace

TEST_CASE("specifier: versions within and not, by the text of PEP 440") {
  struct Case {
    std::string_view specifiers;
    std::vector<std::string_view> within;
    std::vector<std::string_view> outside;
  };
  const std::vector<Case> cases = {
      {"", {"1.0", "2!3", "1.0a1"}, {}},
      // Compatible release: at least this one, and of the same series.
      {"~=2.2", {"2.2", "2.2.0", "2.3", "2.99.1", "2.2.post3"}, {"2.1.9", "3.0", "1!2.2"}},
      {"~=1.4.5", {"1.4.5", "1.4.99"}, {"1.4.4", "1.5", "1.4.5rc1"}},
      {"~=2.2.post3", {"2.2.post3", "2.2.post4", "2.9"}, {"2.2", "2.2.post2", "3.0"}},
      {"~=1.4.5a4", {"1.4.5a4", "1.4.5", "1.4.6"}, {"1.4.5a3", "1.5"}},
      {"~=2.2.0", {"2.2.0", "2.2.5"}, {"2.3"}},
      {"~=1!2.2", {"1!2.2", "1!2.9"}, {"2.2", "1!3"}},
      // Matching: zeros at the end and the candidate's label do not count, all else does.
      {"==1.1", {"1.1", "1.1.0", "v1.1", "1.1+ubuntu.1"}, {"1.1.post1", "1.1.dev1", "1.1a1"}},
      {"==1.1.post1", {"1.1.post1", "1.1-1"}, {"1.1", "1.1.post2"}},
      {"==1.1+a.1", {"1.1+a.1", "1.1+A-1"}, {"1.1", "1.1+a.2"}},
      {"==1.1.*",
       {"1.1", "1.1.post1", "1.1.9", "1.1a1", "1.1.dev2"},
       {"1.2", "1.10", "1", "1!1.1"}},
      {"==1.*", {"1", "1.0.dev1", "1.99"}, {"2", "0.9"}},
      {"==1.0.0.*", {"1", "1.0.0.5"}, {"1.0.1"}},
      // Exclusion.
      {"!=1.1", {"1.1.post1", "1.2"}, {"1.1", "1.1.0", "1.1+x"}},
      {"!=1.1.*", {"1.2", "1!1.1"}, {"1.1", "1.1.post1", "1.1a1"}},
      // Inclusive: labels of the candidate do not count.
      {"<=1.1", {"1.1", "1.0", "1.1+x", "1.1rc1"}, {"1.1.post1", "1.2"}},
      {">=1.1", {"1.1", "1.1+x", "1.1.post1", "2"}, {"1.1rc1", "1.0"}},
      // Exclusive: neither its own post-releases and labels nor its own pre-releases.
      {">1.7", {"1.7.1", "1.8", "2.0.dev1"}, {"1.7", "1.7.0.post1", "1.7+x", "1.7.post1+x"}},
      {">1.7.post2", {"1.7.1", "1.7.post3"}, {"1.7.post2", "1.7.0", "1.7.post2+x"}},
      {"<1.7", {"1.6", "1.6.99", "1.6.post1"}, {"1.7", "1.7rc1", "1.7.dev1"}},
      {"<1.7rc1", {"1.7b9", "1.7.dev1", "1.6"}, {"1.7rc1", "1.7"}},
      // The very same text.
      {"===1.0", {"1.0"}, {"1.0.0", "1"}},
      {"===foobar", {"foobar", "FooBar"}, {"foobar2"}},
      // All of several; white space and a comma at the end.
      {" >= 2.31 , < 3 ", {"2.31.0", "2.99"}, {"2.30.9", "3", "3.0rc1"}},
      {">=1,!=1.5,<2,", {"1.4"}, {"1.5", "2"}},
      {">=1!0", {"1!0", "2!0"}, {"99"}},
      {">=99999999999999999999999", {"99999999999999999999999"}, {"9"}},
  };
  for (const Case& one : cases) {
    for (const std::string_view version : one.within) {
      INFO(version << " within '" << one.specifiers << "'");
      CHECK(within(version, one.specifiers));
    }
    for (const std::string_view version : one.outside) {
      INFO(version << " outside '" << one.specifiers << "'");
      CHECK_FALSE(within(version, one.specifiers));
    }
  }
}

TEST_CASE(
    "specifier: a pre-release is chosen where a clause names one, and counts once installed") {
  for (const std::string_view version : {"3.0rc1", "3.0.dev1", "3.0a1.post2"}) {
    CHECK_FALSE(within(version, ">=2", PreReleases::if_named));
    CHECK(within(version, ">=2", PreReleases::count));
    CHECK(within(version, ">=2,>=2.0a1", PreReleases::if_named));
    CHECK_FALSE(within(version, ">=2,!=2.0a1", PreReleases::if_named));
  }
  CHECK(within("2.5", ">=2", PreReleases::if_named));
}

TEST_CASE("specifier: what is no version of PEP 440 is only ever the very same text") {
  CHECK_FALSE(within("2004d~x", ">=1"));
  CHECK_FALSE(within("2004d~x", "!=1"));
  CHECK(within("2004d~x", ""));
  CHECK(within("2004d~x", "===2004d~x"));
}

TEST_CASE("specifier: what PEP 440 does not allow is refused") {
  for (const std::string_view text : {"1.0",       "=1.0",          "=>1.0", "~=1",   "~=1.0+x",
                                      ">=1.0.*",   "~=1.0.*",       "<1.*",  ">=1+x", "==1.0+x.*",
                                      "==1.0a1.*", "==1.0.post1.*", "==",    ">= ",   "==1.0 1",
                                      "==x",       ">=1,,<2",       ",",     "==1;",  "~>1.0"}) {
    INFO(text);
    const auto clauses = parse_specifiers(text);
    REQUIRE_FALSE(clauses.has_value());
    CHECK(clauses.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("specifier: as many clauses as the bound, and one more") {
  std::string text = ">=1";
  for (std::size_t i = 1; i < limits::version_clauses; ++i)
    text += ",!=2." + std::to_string(i);
  CHECK(clauses_of(text).size() == limits::version_clauses);
  const auto more = parse_specifiers(text + ",<9");
  REQUIRE_FALSE(more.has_value());
  CHECK(more.error().code == ErrorCode::too_large);
}

TEST_CASE("specifier: it is written in one piece") {
  CHECK(to_string(clauses_of(" >= 2.31 , != 2.* ")) == ">=2.31,!=2.*");
}

}  // namespace prodparity
