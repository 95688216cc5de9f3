#include "io/python_needs.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <string>

namespace prodparity {
namespace {

Component pypi(const std::string& name) {
  return {.ecosystem = "pypi",
          .name = name,
          .version = "1",
          .place = "/s",
          .evidence = {.path = "/s/" + name + "-1.dist-info/METADATA"}};
}

PythonNeeds read(const test::MemoryFiles& files, const Inventory& inventory,
                 const std::string& question) {
  return read_python_needs(files, inventory, *parse_question(question), {});
}

}  // namespace

TEST_CASE("python needs: those of what is asked for, and of what that needs, are read alone") {
  const Inventory inventory{.components = {pypi("flask"), pypi("werkzeug"), pypi("circle"),
                                           pypi("other"),
                                           Component{.ecosystem = "deb", .name = "flask"}}};
  const test::MemoryFiles files = {
      {"/s/flask-1.dist-info/METADATA", "Requires-Dist: Werkzeug>=3\nRequires-Dist: gone\n"},
      {"/s/werkzeug-1.dist-info/METADATA", "Requires-Dist: circle; extra == 'x'\n"},
      {"/s/circle-1.dist-info/METADATA", "Requires-Dist: flask\n"},
      {"/s/other-1.dist-info/METADATA", "Name: other\n"}};
  const PythonNeeds needs = read(files, inventory, "pypi:flask");
  CHECK(needs.size() == 3);
  CHECK(files.reads() == 3);
  CHECK(needs.at("/s/flask-1.dist-info/METADATA").requirements.size() == 2);
  CHECK(read(files, inventory, "deb:flask").empty());
  CHECK(files.reads() == 3);
}

TEST_CASE("python needs: what cannot be read is not known") {
  test::MemoryFiles files;
  files.deny("/s/flask-1.dist-info/METADATA");
  const Inventory inventory{.components = {pypi("flask"), pypi("gone")}};
  CHECK_FALSE(read(files, inventory, "pypi:flask").at("/s/flask-1.dist-info/METADATA").known);
  CHECK_FALSE(read(files, inventory, "pypi:gone").at("/s/gone-1.dist-info/METADATA").known);
}

TEST_CASE("python needs: of a thousand distributions, and not of one more") {
  test::MemoryFiles files;
  Inventory inventory;
  for (std::size_t i = 0; i <= limits::answer_packages; ++i) {
    const std::string name = "p" + std::to_string(i);
    inventory.components.push_back(pypi(name));
    files.put("/s/" + name + "-1.dist-info/METADATA",
              "Requires-Dist: p" + std::to_string(i + 1) + "\n");
  }
  CHECK(read(files, inventory, "pypi:p1").size() == limits::answer_packages);
  CHECK(read(files, inventory, "pypi:p0").size() == limits::answer_packages);
}

}  // namespace prodparity
