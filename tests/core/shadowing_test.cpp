#include "core/passes.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;

namespace {

const std::string debian = "/usr/lib/python3/dist-packages";
const std::string local = "/usr/local/lib/python3.11/dist-packages";
const std::string user = "/home/dev/.local/lib/python3.11/site-packages";
const std::string venv = "/ws/.venv/lib/python3.11/site-packages";

Component pip(const std::string& version, const std::string& place) {
  return {.ecosystem = "pypi", .name = "pip", .version = version, .place = place};
}

Component environment(const std::string& version, const std::string& base_prefix,
                      const std::string& place = venv) {
  Component component = pip(version, place);
  component.virtual_environment = true;
  component.base_prefix = base_prefix;
  return component;
}

// `hides` of each component, in the order given.
std::vector<std::string> hides(std::vector<Component> components) {
  Inventory inventory{.components = std::move(components)};
  mark_shadowing(inventory);
  std::vector<std::string> all;
  for (const Component& component : inventory.components)
    all.push_back(component.hides);
  return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("shadowing: a distribution in /usr/local hides Debian's, named by its deb") {
  Component owned = pip("23.0.1", debian);
  owned.owner = "deb:python3-pip";
  const Component deb{.ecosystem = "deb", .name = "python3-pip", .version = "23.0.1+dfsg-1"};
  CHECK(hides({deb, pip("24.1b2", local), owned}) ==
        Strings{"", "deb:python3-pip@23.0.1+dfsg-1", ""});
  CHECK(hides({pip("24.1b2", local), owned}) == Strings{"deb:python3-pip", ""});
  CHECK(hides({pip("24.1b2", local), pip("23.0.1", debian)}) == Strings{"pypi:pip@23.0.1", ""});
}

TEST_CASE("shadowing: only what import gets hides, and it hides the next one") {
  CHECK(hides({pip("1", debian), pip("2", local), pip("3", user)}) ==
        Strings{"", "", "pypi:pip@2"});
}

TEST_CASE("shadowing: a virtual environment sees the system only if it says so") {
  CHECK(hides({pip("1", debian), environment("3", "")}) == Strings{"", ""});
  CHECK(hides({pip("1", debian), environment("3", "/usr")}) == Strings{"", "pypi:pip@1"});
  CHECK(hides({pip("1", debian), pip("2", user), environment("3", "/usr")}) ==
        Strings{"", "pypi:pip@1", "pypi:pip@2"});
  CHECK(hides({pip("1", debian), environment("3", "/usr/local")}) == Strings{"", ""});
}

TEST_CASE("shadowing: environments do not see one another") {
  CHECK(hides({environment("1", "/usr"),
               environment("2", "/usr", "/ws/b/lib/python3.11/site-packages")}) == Strings{"", ""});
}

TEST_CASE("shadowing: interpreters of another version or prefix see nothing of each other") {
  CHECK(hides({pip("1", local), pip("2", "/home/dev/.local/lib/python3.12/site-packages")}) ==
        Strings{"", ""});
  CHECK(hides({pip("1", debian), pip("2", "/usr/local/lib/python3.11/site-packages")}) ==
        Strings{"", ""});
  CHECK(hides({pip("1", "/opt/conda/lib/python3.11/site-packages"), pip("2", user)}) ==
        Strings{"", "pypi:pip@1"});
}

TEST_CASE("shadowing: Debian's own folder belongs to every Python the system has, and no other") {
  const Component python{.ecosystem = "deb", .name = "libpython3.11-minimal", .version = "3.11.2"};
  const std::string other = "/home/dev/.local/lib/python3.12/site-packages";
  CHECK(hides({python, pip("1", debian), pip("2", other)}) == Strings{"", "", ""});
  CHECK(hides({python, pip("1", debian), pip("2", user)}) == Strings{"", "", "pypi:pip@1"});
  CHECK(hides({pip("1", debian), pip("2", other)}) == Strings{"", "pypi:pip@1"});
}

TEST_CASE("shadowing: other names, and an editable install outside of site folders, hide nothing") {
  Component yaml = pip("1", local);
  yaml.name = "yaml";
  CHECK(hides({pip("1", debian), yaml, pip("2", "/opt/proj")}) == Strings{"", "", ""});
}
