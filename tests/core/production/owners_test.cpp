#include "core/production/owners.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

std::vector<std::string> owned(std::string_view question, std::string_view list,
                               const std::string& package = "p") {
  std::vector<std::string> found;
  for (const Owner& owner :
       owners_in_list(*parse_question(question), {.package = package, .bytes = list}, "/l"))
    found.push_back(std::string(to_string(owner.as)) + ' ' + owner.path);
  return found;
}

using Found = std::vector<std::string>;

constexpr std::string_view list =
    "/.\n/usr\n/usr/bin\n/usr/bin/dot\n/bin/sh\n/usr/share/doc/dot\n/usr/share/bin/neato\n"
    "/usr/lib/python3/dist-packages/yaml/__init__.py\n"
    "/usr/lib/python3/dist-packages/yaml/loader.py\n"
    "/usr/lib/python3.11/json/__init__.py\n/usr/lib/python3.11/lib-dynload/_ssl.cpython-311.so\n"
    "/usr/lib/python3/dist-packages/six.py\n"
    "/usr/lib/x86_64-linux-gnu/libssl.so.3\n/usr/lib/x86_64-linux-gnu/libz.so.1.2.13\n";

const Component black = {
    .ecosystem = "pypi", .name = "black", .place = "/usr/local/lib/python3.11/site-packages"};

}  // namespace

TEST_CASE("owners: a command is a file of a folder that shells look in") {
  CHECK(owned("command:dot", list) == Found{"command /usr/bin/dot"});
  CHECK(owned("command:sh", list) == Found{"command /bin/sh"});
  CHECK(owned("command:neato", list).empty());
  CHECK(owned("command:doc", list).empty());
}

TEST_CASE("owners: a module is a package, a source file or a compiled one that Python finds") {
  CHECK(owned("module:yaml", list) ==
        Found{"module /usr/lib/python3/dist-packages/yaml/__init__.py"});
  CHECK(owned("module:yaml.loader", list) ==
        Found{"module /usr/lib/python3/dist-packages/yaml/loader.py"});
  CHECK(owned("module:json", list) == Found{"module /usr/lib/python3.11/json/__init__.py"});
  CHECK(owned("module:six", list) == Found{"module /usr/lib/python3/dist-packages/six.py"});
  CHECK(owned("module:_ssl", list) ==
        Found{"module /usr/lib/python3.11/lib-dynload/_ssl.cpython-311.so"});
  CHECK(owned("module:yam", list).empty());
  CHECK(owned("module:loader", list).empty());
}

TEST_CASE("owners: a library is found by its file name, its number or its bare name") {
  CHECK(owned("libssl.so.3", list) == Found{"library /usr/lib/x86_64-linux-gnu/libssl.so.3"});
  CHECK(owned("libz.so.1", list) == Found{"library /usr/lib/x86_64-linux-gnu/libz.so.1.2.13"});
  CHECK(owned("library:ssl", list) == Found{"library /usr/lib/x86_64-linux-gnu/libssl.so.3"});
  CHECK(owned("library:libz", list) == Found{"library /usr/lib/x86_64-linux-gnu/libz.so.1.2.13"});
  CHECK(owned("libssl.so.30", list).empty());
  CHECK(owned("libssl.so.1", list).empty());
}

TEST_CASE("owners: a file is found on either side of the merge of /usr") {
  CHECK(owned("/usr/bin/sh", list) == Found{"file /bin/sh"});
  CHECK(owned("/bin/dot", list) == Found{"file /usr/bin/dot"});
  CHECK(owned("/usr/share/doc/dot", list).size() == 1);
  CHECK(owned("/share/doc/dot", list).empty());
}

TEST_CASE("owners: a bare name is asked as module and command, never as a file") {
  CHECK(owned("dot", list) == Found{"command /usr/bin/dot"});
  CHECK(owned("yaml", list) == Found{"module /usr/lib/python3/dist-packages/yaml/__init__.py"});
}

TEST_CASE("owners: a list of an architecture says which") {
  const auto owners = owners_in_list(*parse_question("libssl.so.3"),
                                     {.package = "libssl3:arm64", .bytes = list}, "/l");
  REQUIRE(owners.size() == 1);
  CHECK(owners[0] == Owner{.as = Asked::library,
                           .component = "deb:libssl3",
                           .arch = "arm64",
                           .path = "/usr/lib/x86_64-linux-gnu/libssl.so.3",
                           .source = "/l"});
}

TEST_CASE("owners: a distribution's RECORD has its modules, scripts and files") {
  constexpr std::string_view record =
      "../../../bin/black,sha256=x,1\nblack/__init__.py,sha256=x,1\n"
      "\"black/odd,name.py\",sha256=x,1\nblackd.py,,\n_black.cpython-311-x86_64-linux-gnu.so,,\n"
      "black/bin/inner,,\n";
  const auto found = [&](std::string_view question) {
    Found paths;
    for (const Owner& owner : owners_in_record(*parse_question(question), record, black, "/R"))
      paths.push_back(std::string(to_string(owner.as)) + ' ' + owner.path);
    return paths;
  };
  const std::string site = "/usr/local/lib/python3.11/site-packages/";
  CHECK(found("command:black") == Found{"command /usr/local/bin/black"});
  CHECK(found("module:black") == Found{"module " + site + "black/__init__.py"});
  CHECK(found("module:blackd") == Found{"module " + site + "blackd.py"});
  CHECK(found("module:_black").size() == 1);
  CHECK(found("/usr/local/bin/black") == Found{"file /usr/local/bin/black"});
  CHECK(found(site + "black/odd,name.py").size() == 1);
  CHECK(found("command:inner").empty());
  CHECK(found("black").size() == 2);
}

TEST_CASE("owners: top_level.txt names a distribution's modules") {
  const auto owners =
      owners_in_top_level(*parse_question("module:yaml.loader"), "_yaml\nyaml\n", black, "/T");
  REQUIRE(owners.size() == 1);
  CHECK(owners[0].component == "pypi:black");
  CHECK(owners_in_top_level(*parse_question("command:yaml"), "yaml\n", black, "/T").empty());
  CHECK(owners_in_top_level(*parse_question("module:yam"), "yaml\n", black, "/T").empty());
}

TEST_CASE("owners: update-alternatives says which files a command's link may lead to") {
  CHECK(alternatives_of("auto\n/usr/bin/awk\nnawk\n/usr/bin/nawk\n\n/usr/bin/mawk\n5\n"
                        "/usr/bin/mawk\n/usr/bin/gawk\n10\n/usr/bin/gawk\n\n") ==
        Found{"/usr/bin/gawk", "/usr/bin/mawk"});
  CHECK(alternatives_of("manual\n/usr/bin/pager\n\n/bin/more\n50\n\n") == Found{"/bin/more"});
  for (const std::string_view broken : {"", "auto", "odd\n/x\n\n/y\n1\n", "auto\n/x\n\nrel\n1\n"})
    CHECK(alternatives_of(broken).empty());
}

TEST_CASE("owners: nothing is looked for where one ecosystem's package is asked for") {
  CHECK_FALSE(needs_owners(*parse_question("deb:libssl3")));
  CHECK(needs_owners(*parse_question("libssl3")));
}

}  // namespace prodparity
