#include "core/passes.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("pairing: a distribution is its deb's when name, upstream version and place agree") {
  const auto [name, version, place, owner] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"requests", "2.28.1", "/usr/lib/python3/dist-packages", "deb:python3-requests"},
          {"requests", "2.28.1", "", "deb:python3-requests"},
          {"requests", "2.31.0", "/usr/lib/python3/dist-packages", ""},
          {"requests", "2.28.1", "/usr/local/lib/python3.11/dist-packages", ""},
          {"requests", "2.28.1", "/app/.venv/lib/python3.11/site-packages", ""},
          {"pyyaml", "6.0", "/usr/lib/python3/dist-packages", "deb:python3-yaml"},
          {"python-apt", "2.6.0", "/usr/lib/python3/dist-packages", "deb:python3-apt"},
          {"six", "1", "/usr/lib/python3/dist-packages", ""},
      }));
  std::vector<Component> components = {
      {.ecosystem = "deb", .name = "python3-requests", .version = "2.28.1+dfsg-1"},
      {.ecosystem = "deb", .name = "python3-yaml", .version = "6.0-3+b2"},
      {.ecosystem = "deb", .name = "python3-apt", .version = "1:2.6.0"},
      {.ecosystem = "pypi", .name = name, .version = version, .place = place}};
  CHECK(pair_python_with_debs(components).size() == (owner.empty() ? 0U : 1U));
  CHECK(components.back().owner == owner);
}
