#include "core/ship/python_project.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

using List = std::vector<std::string>;

List needed(std::string_view bytes) {
  const Result<ShipReading> reading = read_python_project(bytes, "api/pyproject.toml");
  if (!reading) return {"error: " + to_string(reading.error())};
  List texts;
  for (const Shipped& shipped : reading->shipped)
    texts.push_back(std::to_string(shipped.at.line) + ' ' + shipped.name + shipped.version +
                    (shipped.certain() ? "" : " ?" + shipped.doubt));
  for (const ShipInclude& include : reading->includes)
    texts.push_back("-r " + include.paths[0]);
  return texts;
}

}  // namespace

TEST_CASE("pyproject: what the project needs, and what its extras do") {
  CHECK(needed("[project]\nname = \"app\"\ndependencies = [\n  \"Flask == 3.0.0\",\n"
               "  \"tz; os_name == 'nt'\",\n  \"vcs @ git+https://x/y\",\n  7,\n]\n"
               "[project.optional-dependencies]\ndocs = [\"sphinx>=7\"]\n") ==
        List{"4 flask==3.0.0", "5 tz ?only where os_name == 'nt'",
             "6 vcs ?it comes from an address, and its version is not said",
             "10 sphinx>=7 ?it is optional: it comes with the extra docs"});
}

TEST_CASE("pyproject: Poetry's own dependencies") {
  CHECK(
      needed("[tool.poetry.dependencies]\npython = \"^3.11\"\nflask = \"^3.0\"\n"
             "exact = \"1.2.3\"\nany = \"*\"\n"
             "detailed = { version = \"~1.4\", extras = [\"x\"] }\n"
             "optional = { version = \"1\", optional = true }\n"
             "git = { git = \"https://x/y\" }\nmany = [{ version = \"1\" }, { version = \"2\" }]\n"
             "[tool.poetry.group.dev.dependencies]\npytest = \"^8\"\n") ==
      List{"5 any", "6 detailed>=1.4,<1.5", "4 exact==1.2.3", "3 flask>=3.0,<4",
           "8 git ?it comes from an address, and its version is not said",
           "9 many ?its version is not read: it has alternatives",
           "7 optional==1 ?it is optional: it comes with the extra that names it"});
}

TEST_CASE("pyproject: dependencies that setuptools takes from files are read from there") {
  CHECK(
      needed("[tool.setuptools.dynamic]\ndependencies = { file = [\"a.txt\", \"../b.txt\"] }\n") ==
      List{"-r api/a.txt", "-r b.txt"});
  CHECK(needed("[tool.setuptools.dynamic]\ndependencies = { file = \"a.txt\" }\n") ==
        List{"-r api/a.txt"});
}

TEST_CASE("pyproject: Poetry's ranges") {
  const struct {
    const char *constraint, *specifiers;
  } rows[] = {
      {"^1.2.3", ">=1.2.3,<2"},
      {"^0.2.3", ">=0.2.3,<0.3"},
      {"^0.0.3", ">=0.0.3,<0.0.4"},
      {"^0", ">=0,<1"},
      {"~1.2.3", ">=1.2.3,<1.3"},
      {"~1", ">=1,<2"},
      {"~=1.2", "~=1.2"},
      {">=1,<2", ">=1,<2"},
      {"1.2.*", "==1.2.*"},
      {"1.2", "==1.2"},
      {"*", ""},
      {"", ""},
      {"^x", ""},
      {"latest", ""},
      {"^1.2.99999999999999999999", ""},
  };
  for (const auto& row : rows) {
    INFO(row.constraint);
    CHECK(poetry_specifiers(row.constraint) == row.specifiers);
  }
}

TEST_CASE("pyproject: what is none is an error, and types that are off are nothing") {
  CHECK(needed("[project\n")[0].starts_with("error: api/pyproject.toml:1: not TOML: "));
  CHECK(needed("project = 1\n[tool]\npoetry = []\n").empty());
  CHECK(needed("[project]\ndependencies = \"flask\"\noptional-dependencies = [1]\n").empty());
  CHECK(read_python_project(std::string(limits::ship_file_bytes + 1, '#'), "p").error().code ==
        ErrorCode::too_large);
}
