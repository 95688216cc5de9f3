#include "io/owners.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <string>

namespace prodparity {
namespace {

const Inventory inventory = {.components = {{.ecosystem = "deb", .name = "graphviz"},
                                            {.ecosystem = "pypi",
                                             .name = "black",
                                             .place = "/s",
                                             .evidence = {.path = "/s/black-1.dist-info/METADATA"}},
                                            {.ecosystem = "pypi",
                                             .name = "old",
                                             .place = "/s",
                                             .evidence = {.path = "/s/old.egg-info/PKG-INFO"}},
                                            {.ecosystem = "pypi",
                                             .name = "pyyaml",
                                             .place = "/d",
                                             .evidence = {.path = "/d/PyYAML-6.dist-info/METADATA"},
                                             .owner = "deb:python3-yaml"}}};

Owners find(const test::MemoryFiles& files, const std::string& question) {
  return find_owners(files, inventory, *parse_question(question));
}

test::MemoryFiles root() {
  return {{"/var/lib/dpkg/info/graphviz.list", "/usr/bin/dot\n"},
          {"/var/lib/dpkg/info/libc6:amd64.list", "/lib/x86_64-linux-gnu/libc.so.6\n"},
          {"/var/lib/dpkg/info/mawk.list", "/usr/bin/mawk\n"},
          {"/var/lib/dpkg/alternatives/awk", "auto\n/usr/bin/awk\n\n/usr/bin/mawk\n5\n\n"},
          {"/s/black-1.dist-info/RECORD", "../bin/black,,\nblack/__init__.py,,\n"},
          {"/s/old.egg-info/top_level.txt", "older\n"},
          {"/d/PyYAML-6.dist-info/RECORD", "yaml/__init__.py,,\n"}};
}

}  // namespace

TEST_CASE("owners: dpkg's lists, RECORD and top_level.txt are asked") {
  const test::MemoryFiles files = root();
  REQUIRE(find(files, "command:dot").found.size() == 1);
  CHECK(find(files, "command:dot").found[0].source == "/var/lib/dpkg/info/graphviz.list");
  CHECK(find(files, "libc.so.6").found[0].arch == "amd64");
  CHECK(find(files, "black").found.size() == 2);
  CHECK(find(files, "module:older").found[0].component == "pypi:old");
  CHECK(find(files, "module:nosuch") == Owners{});
}

TEST_CASE("owners: what a deb owns is told by its list alone") {
  CHECK(find(root(), "module:yaml").found.empty());
}

TEST_CASE(
    "owners: a command that is a link of update-alternatives leads to the real file's owner") {
  const Owners owners = find(root(), "command:awk");
  REQUIRE(owners.found.size() == 1);
  CHECK(owners.found[0] == Owner{.as = Asked::command,
                                 .component = "deb:mawk",
                                 .path = "/usr/bin/mawk",
                                 .source = "/var/lib/dpkg/info/mawk.list, "
                                           "/var/lib/dpkg/alternatives/awk"});
}

TEST_CASE("owners: a list that cannot be read is told, one that is not there is not") {
  test::MemoryFiles files = root();
  files.deny("/var/lib/dpkg/info/graphviz.list");
  const Owners owners = find(files, "command:dot");
  CHECK(owners.found.empty());
  REQUIRE(owners.unread.size() == 1);
  CHECK(owners.unread[0].code == ErrorCode::denied);
}

TEST_CASE("owners: nothing is read for one ecosystem's package") {
  const test::MemoryFiles files = root();
  CHECK(find(files, "deb:graphviz") == Owners{});
  CHECK(files.reads() == 0);
}

TEST_CASE("owners: of many only as many as the bound are told") {
  test::MemoryFiles files;
  for (std::size_t i = 0; i <= limits::answer_owners; ++i)
    files.put("/var/lib/dpkg/info/p" + std::to_string(i) + ".list", "/usr/bin/dot\n");
  CHECK(find(files, "command:dot").found.size() == limits::answer_owners);
}

}  // namespace prodparity
