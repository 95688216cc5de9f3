#include "core/ecosystems/pypi_metadata.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <optional>
#include <string>

using namespace prodparity;
using namespace prodparity::pypi;

TEST_CASE("pypi metadata: the headers end at the first blank line") {
  const Metadata metadata =
      parse_metadata("Metadata-Version: 2.1\r\nName: PyYAML\r\n\r\nName: other\nVersion: 9\n");
  CHECK(metadata == Metadata{.name = "PyYAML", .version = "", .name_line = 2, .header_lines = 2});
  CHECK(parse_metadata("\nName: a\nVersion: 1\n") == Metadata{});
  CHECK(parse_metadata("") == Metadata{});
}

TEST_CASE("pypi metadata: a line that is no header ends them too") {
  CHECK(parse_metadata("Name: a\nsome text\nVersion: 1\n").version.empty());
  CHECK(parse_metadata("Name: a\nWith Space: x\nVersion: 1\n").version.empty());
  CHECK(parse_metadata("Name: a\n: x\nVersion: 1\n").version.empty());
}

TEST_CASE("pypi metadata: header names are of any case, the first of several wins") {
  const Metadata metadata = parse_metadata("NAME:a\nname: b\nversion :x\nVersion:\t1.0 \n");
  CHECK(metadata.name == "a");
  CHECK(metadata.version.empty());  // "version " is no header name
  CHECK(parse_metadata("Version: 1.0\nVersion: 2.0\nName: a").version == "1.0");
}

TEST_CASE("pypi metadata: folded lines are joined, and belong to no other header") {
  const Metadata metadata =
      parse_metadata("\xef\xbb\xbfSummary: x\n Name: evil\n\tVersion: 0\nName:\n  a\nVersion: 1\n");
  CHECK(metadata.name == "a");
  CHECK(metadata.version == "1");
  CHECK(metadata.name_line == 4);
  CHECK(metadata.header_lines == 6);
}

TEST_CASE("pypi metadata: a name or version past its bound is as if absent") {
  const std::string name(limits::name_bytes, 'n');
  const std::string version(limits::version_bytes, '1');
  const Metadata good = parse_metadata("Name: " + name + "\nVersion: " + version + "\n");
  CHECK(good.name == name);
  CHECK(good.version == version);
  const Metadata bad = parse_metadata("Name: " + name + "n\nVersion: " + version + "1\n");
  CHECK(bad.name.empty());
  CHECK(bad.version.empty());
}

TEST_CASE(
    "pypi metadata: a folder's name tells name and version where there is one way to read it") {
  const auto read = [](const char* name) { return parse_folder_name(name); };
  CHECK(read("PyYAML-6.0.dist-info") == FolderName{"PyYAML", "6.0"});
  CHECK(read("proj_d-0.9-py3.11.egg") == FolderName{"proj_d", "0.9"});
  CHECK(read("x-1.0-py3.11-linux-x86_64.egg") == FolderName{"x", "1.0"});
  CHECK(read("proj_b-0.1.dev7+g1234abc.dist-info") == FolderName{"proj_b", "0.1.dev7+g1234abc"});
  CHECK(read("proj_c.egg-info") == FolderName{"proj_c", ""});
  CHECK(read("no-version-py3.8.egg-info") == std::nullopt);  // "version" is none
  CHECK(read("a-1-1.egg-info") == std::nullopt);
  CHECK(read("-1.0.dist-info") == std::nullopt);
  CHECK(read(".dist-info") == std::nullopt);
  CHECK(read("a-py-1.0.dist-info") == std::nullopt);
}

TEST_CASE("pyvenv.cfg: the base is told, and whether its site folders are seen") {
  CHECK(parse_pyvenv_cfg("home = /usr/bin\ninclude-system-site-packages = false\n") ==
        Environment{.sees_system = false, .base_prefix = "/usr"});
  CHECK(parse_pyvenv_cfg("HOME=/usr/local/bin\r\nInclude-System-Site-Packages=TRUE\r\n") ==
        Environment{.sees_system = true, .base_prefix = "/usr/local"});
  CHECK(parse_pyvenv_cfg("no lines of it = here\nhome\n=\n") == Environment{});
}

TEST_CASE("pypi metadata: requirements are headers, folded ones joined, none of the description") {
  CHECK(parse_requires_dist("Name: a\nREQUIRES-DIST: b>=1,\n <2\nRequires-Dist:c\n\n"
                            "Requires-Dist: d\n") == RequiresDist{.texts = {"b>=1, <2", "c"}});
  CHECK(parse_requires_dist("") == RequiresDist{});
}

TEST_CASE(
    "pypi metadata: of too many requirements, or a too long one, it is told that there are more") {
  std::string most;
  for (std::size_t i = 0; i < limits::answer_packages; ++i)
    most += "Requires-Dist: a\n";
  CHECK(parse_requires_dist(most).texts.size() == limits::answer_packages);
  CHECK_FALSE(parse_requires_dist(most).cut);
  CHECK(parse_requires_dist(most + "Requires-Dist: b\n").cut);
  const std::string longest(limits::question_bytes, 'a');
  CHECK(parse_requires_dist("Requires-Dist: " + longest + '\n') ==
        RequiresDist{.texts = {longest}});
  CHECK(parse_requires_dist("Requires-Dist: b" + longest + '\n') ==
        RequiresDist{.texts = {}, .cut = true});
}

TEST_CASE("pypi record: only the folder's own INSTALLER counts") {
  const auto lists = [](const char* record) {
    return record_lists_installer(record, "a-1.dist-info");
  };
  CHECK(lists("a.py,sha256=x,1\na-1.dist-info/INSTALLER,sha256=y,4\n"));
  CHECK(lists("a-1.dist-info/INSTALLER,,"));
  CHECK(lists("\"a-1.dist-info/INSTALLER\",,"));
  CHECK_FALSE(lists("x/a-1.dist-info/INSTALLER,,\n"));
  CHECK_FALSE(lists("a-1.dist-info/INSTALLER.txt,,\n"));
  CHECK_FALSE(lists("a-1.dist-info/INSTALLER"));
  CHECK_FALSE(lists(""));
}

TEST_CASE("egg-link: the first line is the folder, a relative one of the site folder") {
  CHECK(parse_egg_link("/opt/proj_c\n.", "/s") == "/opt/proj_c");
  CHECK(parse_egg_link("../proj\r\n", "/s") == "/s/../proj");
  CHECK(parse_egg_link("\n/opt", "/s").empty());
}
