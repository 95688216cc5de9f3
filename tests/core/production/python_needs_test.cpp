#include "core/production/python_needs.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("python needs: a dist-info says all of them, also that there are none") {
  const auto needs = needs_in_metadata(
      "Name: flask\nRequires-Dist: werkzeug>=3\nRequires-Dist: tomli; python_version < '3.11'\n\n"
      "Requires-Dist: of the description\n",
      "/s/flask-3.dist-info/METADATA");
  CHECK(needs.known);
  CHECK(needs.requirements == Texts{"werkzeug>=3", "tomli; python_version < '3.11'"});
  CHECK(needs_in_metadata("Name: six\n", "/s/six-1.dist-info/METADATA").known);
}

TEST_CASE("python needs: a PKG-INFO that lists none, and one that is empty, say nothing") {
  CHECK_FALSE(needs_in_metadata("Name: six\n", "/s/six.egg-info/PKG-INFO").known);
  CHECK(needs_in_metadata("Name: a\nRequires-Dist: b\n", "/s/a.egg-info/PKG-INFO").known);
  CHECK_FALSE(needs_in_metadata("", "/s/six-1.dist-info/METADATA").known);
}

TEST_CASE("python needs: which distributions a question may be about") {
  const Owners owners{.found = {{.as = Asked::module, .component = "pypi:pyyaml"},
                                {.as = Asked::command, .component = "deb:black"}}};
  CHECK(asked_distributions(*parse_question("My_Flask>=2"), owners) == Texts{"my-flask", "pyyaml"});
  CHECK(asked_distributions(*parse_question("module:yaml"), owners) == Texts{"pyyaml"});
  CHECK(asked_distributions(*parse_question("deb:flask"), {}).empty());
}

TEST_CASE("python needs: names that are needed, without what is no requirement") {
  CHECK(needed_names({.known = true, .requirements = {"A_b[x]>=1", "!!", "c; extra == 'd'"}}) ==
        Texts{"a-b", "c"});
}

}  // namespace prodparity
