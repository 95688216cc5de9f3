#include "core/drift/name_glob.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

TEST_CASE("glob: the whole text, '*' any run, '?' any one") {
  CHECK(name_glob_matches("libssl3", "libssl3"));
  CHECK_FALSE(name_glob_matches("libssl3", "libssl3t64"));
  CHECK(name_glob_matches("lib*3*", "libssl3t64"));
  CHECK(name_glob_matches("*-dev", "libssl-dev"));
  CHECK_FALSE(name_glob_matches("*-dev", "libssl-dev-bin"));
  CHECK(name_glob_matches("a?c", "abc"));
  CHECK_FALSE(name_glob_matches("a?c", "ac"));
  CHECK(name_glob_matches("*", ""));
  CHECK(name_glob_matches("", ""));
  CHECK_FALSE(name_glob_matches("", "a"));
  CHECK(name_glob_matches("a[b].c+", "a[b].c+"));
}

TEST_CASE("glob: many stars against a long text end soon") {
  std::string pattern;
  for (int i = 0; i < 1000; ++i)
    pattern += "*a";
  CHECK_FALSE(name_glob_matches(pattern + "b", std::string(1024, 'a')));
}

TEST_CASE("glob: the prefix is what stands before the first wild card") {
  CHECK(name_glob_prefix("lib*") == "lib");
  CHECK(name_glob_prefix("?x").empty());
  CHECK(name_glob_prefix("vim") == "vim");
}
