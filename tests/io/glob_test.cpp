#include "io/glob.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

TEST_CASE("glob: '*' and '?' stay within one element") {
  CHECK(element_matches("python3.*", "python3.11"));
  CHECK_FALSE(element_matches("python3.*", "python3"));
  CHECK(element_matches("proj?c.egg-info", "proj_c.egg-info"));
  CHECK(element_matches("*-info", "a-info-info"));
  CHECK_FALSE(element_matches("*-info", "a-info-inf"));
  CHECK(element_matches("*", ""));
  CHECK_FALSE(element_matches("?", ""));
  CHECK_FALSE(glob_matches("/a/*", "/a/b/c"));
  CHECK(glob_matches("/a/*/c", "/a/b/c"));
}

TEST_CASE("glob: many stars do not take exponential time") {
  CHECK_FALSE(element_matches(std::string(200, '*') + "a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("glob: '**' stands for up to four elements and enters no node_modules and no .git") {
  CHECK(glob_matches("/ws/**/pyvenv.cfg", "/ws/pyvenv.cfg"));
  CHECK(glob_matches("/ws/**/pyvenv.cfg", "/ws/1/2/3/4/pyvenv.cfg"));
  CHECK_FALSE(glob_matches("/ws/**/pyvenv.cfg", "/ws/1/2/3/4/5/pyvenv.cfg"));
  CHECK_FALSE(glob_matches("/ws/**/pyvenv.cfg", "/ws/node_modules/a/pyvenv.cfg"));
  CHECK_FALSE(glob_matches("/ws/**/pyvenv.cfg", "/ws/.git/pyvenv.cfg"));
}
