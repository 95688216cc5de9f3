#include "core/passes.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;
using Names = std::vector<std::string>;

namespace {

Component deb(std::string name, std::string arch = "amd64", std::string relations = "") {
  return {.ecosystem = "deb",
          .name = std::move(name),
          .arch = std::move(arch),
          .relations = std::move(relations)};
}

Component pypi(std::string name, std::string evidence) {
  return {.ecosystem = "pypi", .name = std::move(name), .evidence = {.path = std::move(evidence)}};
}

std::vector<std::string> attribute(Inventory& inventory, const std::vector<FileList>& lists) {
  std::vector<ListFacts> facts;
  for (const FileList& list : lists)
    facts.push_back(facts_of(list));
  std::vector<const ListFacts*> pointers;
  for (const ListFacts& each : facts)
    pointers.push_back(&each);
  return attribute_owners(inventory, pointers);
}

const std::string dist = "/usr/lib/python3/dist-packages/";

Ships ships(const std::string& package, const std::string& lines) {
  Inventory inventory{.components = {deb(package)}};
  const std::vector<FileList> lists = {{.package = package, .bytes = lines}};
  CHECK(attribute(inventory, lists).empty());
  return inventory.components[0].ships;
}

}  // namespace

TEST_CASE(
    "ownership: lists are wanted of debs that may own Python, and of those of the name rule") {
  Inventory inventory;
  inventory.components = {deb("libssl3"),
                          deb("ca-certificates", "all"),
                          deb("libc6"),
                          deb("python3-yaml"),
                          deb("yq", "all", "python3-xmltodict, jq"),
                          deb("gpg")};
  CHECK(wanted_file_lists(inventory) == Names{"ca-certificates", "libssl3:amd64"});
  inventory.components.push_back(
      pypi("venv-only", "/work/.venv/lib/python3.11/site-packages/x.dist-info/METADATA"));
  CHECK(wanted_file_lists(inventory).size() == 2);
  inventory.components.push_back(pypi("pyyaml", dist + "PyYAML-6.0.dist-info/METADATA"));
  CHECK(wanted_file_lists(inventory) ==
        Names{"ca-certificates", "libssl3:amd64", "python3-yaml:amd64", "yq"});
}

TEST_CASE("ownership: a distribution belongs to the deb that lists its metadata") {
  Inventory inventory;
  inventory.components = {
      pypi("pyyaml", dist + "PyYAML-6.0.dist-info/METADATA"),
      pypi("idna", dist + "idna-3.3.egg-info/PKG-INFO"), pypi("six", dist + "six-1.16.0.egg-info"),
      pypi("pip", dist + "pip-24.0.dist-info/METADATA"),
      pypi("local", "/usr/local/lib/python3.11/dist-packages/l.dist-info/METADATA")};
  const std::vector<FileList> lists = {
      {.package = "python3-yaml:amd64",
       .bytes = "/.\n/usr\n/usr/lib/python3/dist-packages/PyYAML-6.0.dist-info\n"
                "/usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA\n"},
      {.package = "python3-idna",
       .bytes = "/usr/lib/python3/dist-packages/idna-3.3.egg-info/PKG-INFO\r\n"},
      {.package = "python3-six", .bytes = "/lib/python3/dist-packages/six-1.16.0.egg-info"},
      {.package = "near",
       .bytes = "/usr/lib/python3/dist-packages/pip-24.0.dist-info-old\n"
                "/x/usr/lib/python3/dist-packages/pip-24.0.dist-info\n"}};
  CHECK(attribute(inventory, lists) == Names{dist + "pip-24.0.dist-info"});
  CHECK(inventory.components[0].owner == "deb:python3-yaml");
  CHECK(inventory.components[1].owner == "deb:python3-idna");
  CHECK(inventory.components[2].owner == "deb:python3-six");
  CHECK(inventory.components[3].owner.empty());
  CHECK(inventory.components[4].owner.empty());
}

TEST_CASE("ownership: of two debs that list one folder the first by name owns it") {
  const std::string path = dist + "a.egg-info";
  const std::vector<FileList> lists = {{.package = "b", .bytes = path},
                                       {.package = "a", .bytes = path}};
  const std::vector<FileList> turned = {lists[1], lists[0]};
  for (const auto& some : {lists, turned}) {
    Inventory inventory{.components = {pypi("a", path)}};
    CHECK(attribute(inventory, some).empty());
    CHECK(inventory.components[0].owner == "deb:a");
  }
}

TEST_CASE(
    "ownership: what is kept of a list names each metadata folder once, whatever is between") {
  const ListFacts facts = facts_of({.package = "a:amd64",
                                    .bytes = "/usr/lib/python3/dist-packages/b.egg-info/x\n"
                                             "/lib/python3/dist-packages/a.dist-info\n"
                                             "/usr/lib/python3/dist-packages/a.dist-info/RECORD\n"
                                             "/usr/lib/python3/dist-packages/b.egg-info/y\n"});
  CHECK(facts.package == "a:amd64");
  CHECK(facts.ships == Ships::nothing);
  CHECK(facts.metadata ==
        Names{"/lib/python3/dist-packages/a.dist-info", "/lib/python3/dist-packages/b.egg-info"});
}

TEST_CASE("ships: what code meets at run time") {
  for (const std::string path :
       {"/usr/lib/x86_64-linux-gnu/libssl.so.3", "/lib/x86_64-linux-gnu/libz.so.1.2.13",
        "/usr/lib/x86_64-linux-gnu/engines-3/afalg.so", "/lib64/ld-linux-x86-64.so.2",
        "/usr/local/lib/libx.so", "/opt/vendor/lib/libx.so.1",
        "/usr/share/ca-certificates/mozilla/ISRG_Root_X1.crt", "/etc/ssl/certs/own",
        "/etc/ssl/private/x", "/usr/share/keyrings/debian.gpg", "/etc/apt/trusted.gpg.d/x.asc",
        "/usr/lib/python3/dist-packages/certifi/cacert.pem"}) {
    CAPTURE(path);
    CHECK(ships("x", "/.\n/usr\n" + path + '\n') == Ships::runtime_files);
    CHECK(ships("x", path) == Ships::runtime_files);
  }
}

TEST_CASE("ships: programs, configuration, extension modules, documentation and samples do not") {
  for (const std::string path :
       {"/usr/bin/openssl", "/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/etc/ssl/private",
        "/usr/lib/python3/dist-packages/_cffi.cpython-311-x86_64-linux-gnu.so",
        "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "/usr/lib/debug/.build-id/libx.so", "/usr/share/gdb/libstdc++.so.6",
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30-gdb.py",
        "/usr/lib/x86_64-linux-gnu/libx.so.", "/usr/lib/x86_64-linux-gnu/libx.a",
        "/usr/share/doc/libssl-doc/demo.pem", "/usr/lib/ssl/cert.pem",
        "/usr/lib/node/tls/test/key.pem", "/usr/share/keyrings/README"}) {
    CAPTURE(path);
    CHECK(ships("x", path + '\n') == Ships::nothing);
  }
  CHECK(ships("x", "") == Ships::nothing);
}

TEST_CASE("ships: a folder is no file, and a -dev package's link is for the linker") {
  CHECK(ships("x", "/opt/x.so\n/opt/x.so/readme\n") == Ships::nothing);
  const std::string link = "/usr/lib/x86_64-linux-gnu/libssl.so\n";
  CHECK(ships("libssl-dev", link) == Ships::nothing);
  CHECK(ships("libssl", link) == Ships::runtime_files);
  CHECK(ships("libssl-dev", link + "/usr/lib/libx.so.1\n") == Ships::runtime_files);
}

TEST_CASE("ships: each architecture has its own list, and no list means unknown") {
  Inventory inventory{.components = {deb("a", "amd64"), deb("a", "i386"), deb("b"), deb("c")}};
  const std::vector<FileList> lists = {{.package = "a:amd64", .bytes = "/usr/lib/a.so.1\n"},
                                       {.package = "b", .bytes = "/usr/lib/a.so.1\n"},
                                       {.package = "a:i386", .bytes = "/usr/bin/a\n"}};
  CHECK(attribute(inventory, lists).empty());
  CHECK(inventory.components[0].ships == Ships::runtime_files);
  CHECK(inventory.components[1].ships == Ships::nothing);
  CHECK(inventory.components[2].ships == Ships::runtime_files);
  CHECK(inventory.components[3].ships == Ships::unknown);
}
