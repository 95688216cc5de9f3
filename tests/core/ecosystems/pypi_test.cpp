#include "core/ecosystem.h"
#include "core/limits.h"
#include "io/scan.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using prodparity::test::MemoryFiles;

namespace {

const std::string local_site = "/usr/local/lib/python3.11/dist-packages";

std::string metadata(const std::string& name, const std::string& version) {
  return "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n";
}

// As pip leaves it: INSTALLER, and a RECORD that lists it.
void install(MemoryFiles& files, const std::string& site, const std::string& name,
             const std::string& version, const std::string& installer = "pip\n") {
  const std::string folder = name + '-' + version + ".dist-info";
  files.put(site + '/' + folder + "/METADATA", metadata(name, version));
  files.put(site + '/' + folder + "/INSTALLER", installer);
  files.put(site + '/' + folder + "/RECORD", folder + "/INSTALLER,sha256=x,4\n");
}

ScanResult scan(const MemoryFiles& files, const Places& places = {}) {
  return Scanner(files).scan({.places = places, .ecosystems = {find_ecosystem("pypi")}});
}

// "name@version place" of each component.
std::vector<std::string> found(const Inventory& inventory) {
  std::vector<std::string> all;
  for (const Component& component : inventory.components)
    all.push_back(component.name + '@' + component.version + ' ' + component.place);
  return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("pypi: Debian's, local, other prefixes', users' and conda's distributions are found") {
  MemoryFiles files;
  const Strings sites = {"/home/dev/.local/lib/python3.11/site-packages",
                         "/home/dev/.pyenv/versions/3.12.1/lib/python3.12/site-packages",
                         "/home/dev/miniconda3/envs/x/lib/python3.10/site-packages",
                         "/opt/conda/lib/python3.9/site-packages",
                         "/opt/tool/lib/python3.13/site-packages",
                         "/srv/env/lib/python3.11/site-packages",
                         "/usr/lib/python3.13/site-packages",
                         "/usr/lib/python3/dist-packages",
                         local_site,
                         "/usr/local/lib/python3.12/site-packages",
                         "/usr/local/python/3.12.4/lib/python3.12/site-packages"};
  for (const std::string& site : sites)
    install(files, site, "Zope.Interface", "5.4.0");
  files.put("/opt/tool/pyvenv.cfg", "home = /usr/bin\n");
  install(files, "/usr/local/python/current/lib/python3.12/site-packages", "Zope.Interface",
          "5.4.0");
  install(files, "/elsewhere/lib/python3.12/site-packages", "Zope.Interface", "5.4.0");
  const ScanResult result = scan(files, {.homes = {"/home/dev/"}, .environments = {"/srv/env"}});
  Strings expected;
  for (const std::string& site : sites)
    expected.push_back("zope-interface@5.4.0 " + site);
  CHECK(found(result.inventory) == expected);
  CHECK(result.inventory.unread.empty());
  for (const std::string& site : sites)
    CHECK(std::ranges::binary_search(result.watch, site));
}

TEST_CASE("pypi: every virtual environment below the workspace is found to depth four") {
  MemoryFiles files;
  for (const char* const environment :
       {"/ws/.venv", "/ws/a/b/c/d", "/ws/a/b/c/d/e", "/ws/node_modules/v"}) {
    files.put(std::string(environment) + "/pyvenv.cfg", "home = /usr/bin\n");
    install(files, std::string(environment) + "/lib/python3.11/site-packages", "a", "1");
  }
  install(files, "/ws/.venv/lib64/python3.11/site-packages", "a", "1");
  const ScanResult result = scan(files, {.workspace = "/ws/"});
  CHECK(found(result.inventory) == Strings{"a@1 /ws/.venv/lib/python3.11/site-packages",
                                           "a@1 /ws/a/b/c/d/lib/python3.11/site-packages"});
  CHECK(result.inventory.components[0].virtual_environment);
  CHECK(result.inventory.components[0].base_prefix.empty());
  CHECK(result.watch == Strings{"/ws", "/ws/.venv", "/ws/.venv/lib/python3.11/site-packages",
                                "/ws/a", "/ws/a/b/c/d",
                                "/ws/a/b/c/d/lib/python3.11/site-packages"});
}

TEST_CASE("pypi: an environment that sees the system's site folders says whose") {
  MemoryFiles files;
  files.put("/ws/.venv/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = true\n");
  install(files, "/ws/.venv/lib/python3.11/site-packages", "a", "1");
  const Inventory inventory = scan(files, {.workspace = "/ws"}).inventory;
  REQUIRE(inventory.components.size() == 1);
  CHECK(inventory.components[0].base_prefix == "/usr");
}

TEST_CASE("pypi: the watched children of a workspace are bounded") {
  MemoryFiles files;
  const auto children = [&files] {
    const Strings watch = scan(files, {.workspace = "/ws"}).watch;
    return watch.size() - 1;  // the workspace itself
  };
  for (std::size_t i = 0; i < limits::workspace_watches; ++i)
    files.add_folder("/ws/" + std::to_string(i));
  files.add_folder("/ws/.git");
  CHECK(children() == limits::workspace_watches);
  files.add_folder("/ws/one-more");
  CHECK(children() == limits::workspace_watches);
}

TEST_CASE("pypi: the place of root's own installs is watched also while pip has removed it") {
  const auto watched = [](const std::string& folder) {
    MemoryFiles files;
    files.add_folder("/usr/local/lib/python3.11/" + folder);
    return scan(files, {}).watch;
  };
  const std::string site = "/usr/local/lib/python3.11/dist-packages";
  CHECK(watched("other") == Strings{site});
  CHECK(watched("dist-packages") == Strings{site});
  CHECK(watched("site-packages") == Strings{"/usr/local/lib/python3.11/site-packages"});
}

TEST_CASE("pypi: where root's first install may yet come, the folder above is watched") {
  MemoryFiles files;
  files.add_folder("/usr/local/lib");
  CHECK(scan(files, {}).watch == Strings{"/usr/local/lib"});
  files.add_folder("/usr/local/lib/python3.11");
  CHECK(scan(files, {}).watch == Strings{"/usr/local/lib/python3.11/dist-packages"});
}

TEST_CASE("pypi: where a user site may yet come, the nearest folder above is watched") {
  const auto watched = [](const std::string& folder) {
    MemoryFiles files;
    files.add_folder(folder);
    return scan(files, {.homes = {"/root"}}).watch;
  };
  CHECK(watched("/root") == Strings{"/root"});
  CHECK(watched("/root/.local") == Strings{"/root/.local"});
  CHECK(watched("/root/.local/lib") == Strings{"/root/.local/lib"});
  CHECK(watched("/root/.local/lib/python3.11") ==
        Strings{"/root/.local/lib", "/root/.local/lib/python3.11"});
  CHECK(watched("/root/.local/lib/python3.11/site-packages") ==
        Strings{"/root/.local/lib", "/root/.local/lib/python3.11/site-packages"});
}

TEST_CASE("pypi: a dist-info tells name, version, place, evidence and how it came") {
  MemoryFiles files;
  install(files, local_site, "Proj.A", "2.0rc1");
  const Inventory dependency = scan(files).inventory;
  REQUIRE(dependency.components.size() == 1);
  CHECK(dependency.components[0] ==
        Component{.ecosystem = "pypi",
                  .name = "proj-a",
                  .version = "2.0rc1",
                  .place = local_site,
                  .evidence = {local_site + "/Proj.A-2.0rc1.dist-info/METADATA", 2},
                  .automatic = true,
                  .pre_release = true});
  files.put(local_site + "/Proj.A-2.0rc1.dist-info/REQUESTED", "");
  CHECK_FALSE(scan(files).inventory.components[0].automatic);
}

TEST_CASE("pypi: an editable install is told by direct_url.json") {
  MemoryFiles files;
  install(files, local_site, "a", "1");
  const std::string direct_url = local_site + "/a-1.dist-info/direct_url.json";
  const auto editable = [&](const std::string& json) {
    files.put(direct_url, json);
    return scan(files).inventory.components.at(0).editable;
  };
  CHECK(editable(R"({"dir_info": {"editable": true}, "url": "file:///ws"})"));
  CHECK_FALSE(editable(R"({"dir_info": {}, "url": "file:///ws"})"));
  CHECK_FALSE(editable(R"({"dir_info": {"editable": "true"}})"));
  CHECK_FALSE(editable(R"(["dir_info"])"));
  files.put(direct_url, "{");
  const Inventory torn = scan(files).inventory;
  CHECK(torn.components.size() == 1);
  REQUIRE(torn.unread.size() == 1);
  CHECK(torn.unread[0].error.path == direct_url);
}

TEST_CASE("pypi: an egg-link leads to the egg-info of the linked folder") {
  MemoryFiles files;
  files.put(local_site + "/proj-c.egg-link", "/opt/proj_c\n.");
  files.put("/opt/proj_c/proj_c.egg-info/PKG-INFO", metadata("proj-c", "3.0"));
  files.put("/opt/proj_c/other.egg-info/PKG-INFO", metadata("other", "1"));
  const Inventory inventory = scan(files).inventory;
  CHECK(found(inventory) == Strings{"proj-c@3.0 /opt/proj_c"});
  CHECK(inventory.components[0].editable);
  files.put(local_site + "/proj-c.egg-link", "/**/**\n");
  const Inventory hostile = scan(files).inventory;
  CHECK(hostile.components.empty());
  CHECK(hostile.unread.size() == 1);
}

TEST_CASE("pypi: egg-infos are files or folders, eggs folders or zip files") {
  MemoryFiles files;
  files.put(local_site + "/folder-1.egg-info/PKG-INFO", metadata("folder", "1"));
  files.put(local_site + "/file-1.egg-info", metadata("file", "1"));
  files.put(local_site + "/egg-1-py3.11.egg/EGG-INFO/PKG-INFO", metadata("egg", "1"));
  files.put(local_site + "/zipped-1-py3.11.egg", "PK");
  files.put(local_site + "/a-b-zipped-1.egg", "PK");
  const Inventory inventory = scan(files).inventory;
  CHECK(found(inventory) == Strings{"egg@1 " + local_site, "file@1 " + local_site,
                                    "folder@1 " + local_site, "zipped@1 " + local_site});
  REQUIRE(inventory.unread.size() == 1);
  CHECK(inventory.unread[0].error.path == local_site + "/a-b-zipped-1.egg");
}

TEST_CASE("pypi: the case of an egg's suffix is no matter, and what is in no form is unread") {
  MemoryFiles files;
  files.put(local_site + "/Folder-1.EGG-INFO/PKG-INFO", metadata("Folder", "1"));
  files.put(local_site + "/File-1.Egg-Info", metadata("File", "1"));
  files.put(local_site + "/Zipped-1-py3.11.EGG", "PK");
  files.put(local_site + "/linked.EGG-LINK", "/opt/linked\n");
  files.put("/opt/linked/linked.egg-info/PKG-INFO", metadata("linked", "2"));
  const Inventory inventory = scan(files).inventory;
  CHECK(found(inventory) == Strings{"file@1 " + local_site, "folder@1 " + local_site,
                                    "linked@2 /opt/linked", "zipped@1 " + local_site});
  CHECK(inventory.unread.empty());
  files.put(local_site + "/Empty-1.EGG-INFO", "Metadata-Version: 2.1\n\nno name\n");
  files.put(local_site + "/Nothing.EGG-INFO", "");
  const Inventory more = scan(files).inventory;
  CHECK(more.components.size() == 5);  // Empty's name and version are its file's
  REQUIRE(more.unread.size() == 1);
  CHECK(more.unread[0].error.path == local_site + "/Nothing.EGG-INFO");
}

TEST_CASE("pypi: what an editable install puts beside its dist-info is no distribution") {
  MemoryFiles files;
  install(files, local_site, "flat_one", "2.0");
  files.put(local_site + "/flat_one-2.0.dist-info/direct_url.json",
            R"({"dir_info": {"editable": true}, "url": "file:///ws/flat-one"})");
  files.put(local_site + "/__editable__.flat_one-2.0.pth",
            "import __editable___flat_one_2_0_finder");
  files.put(local_site + "/__editable___flat_one_2_0_finder.py", "MAPPING = {}");
  files.put(local_site + "/__editable__.proj.egg-info-1.0.pth", "/ws/proj.egg-info");
  files.put("/ws/flat-one/flat_one.egg-info/PKG-INFO", metadata("flat_one", "1.9"));
  const Inventory inventory = scan(files, {.workspace = "/ws"}).inventory;
  CHECK(found(inventory) == Strings{"flat-one@2.0 " + local_site});
  CHECK(inventory.components[0].editable);
  CHECK(inventory.unread.empty());
}

TEST_CASE("pypi: what METADATA lacks is taken from the folder's name where that is clear") {
  MemoryFiles files;
  files.put(local_site + "/clear-1.0.dist-info/METADATA", "Metadata-Version: 2.1\n");
  files.put(local_site + "/unclear.dist-info/METADATA", "Metadata-Version: 2.1\nName: unclear\n");
  const Inventory inventory = scan(files).inventory;
  CHECK(found(inventory) == Strings{"clear@1.0 " + local_site});
  REQUIRE(inventory.unread.size() == 1);
  CHECK(inventory.unread[0].error.code == ErrorCode::malformed);
  CHECK(inventory.unread[0].error.path == local_site + "/unclear.dist-info/METADATA");
  CHECK(inventory.unread[0].error.line == 2);
}

TEST_CASE("pypi: METADATA is read up to its bound, and past it is unread") {
  MemoryFiles files;
  std::string bytes = metadata("a", "1") + '\n';
  bytes.resize(limits::metadata_bytes, 'x');
  const std::string path = local_site + "/a-1.dist-info/METADATA";
  files.put(path, bytes);
  CHECK(scan(files).inventory.components.size() == 1);
  files.put(path, bytes + 'x');
  const Inventory inventory = scan(files).inventory;
  CHECK(inventory.components.empty());
  REQUIRE(inventory.unread.size() == 1);
  CHECK(inventory.unread[0].error.code == ErrorCode::too_large);
}

TEST_CASE("pypi: a dist-info is being copied until its RECORD lists its own INSTALLER") {
  MemoryFiles files;
  const std::string folder = local_site + "/a-1.dist-info";
  const auto states = [&files] {
    const Inventory inventory = scan(files).inventory;
    CHECK(inventory.unread.empty());
    CHECK(inventory.components.size() + inventory.in_transition.size() == 1);
    if (inventory.in_transition.empty()) return std::string("installed");
    CHECK(inventory.in_transition[0].name == "a");
    return inventory.in_transition[0].state;
  };
  files.add_folder(folder);
  CHECK(states() == "copying");
  files.put(folder + "/METADATA", "");
  CHECK(states() == "copying");
  files.put(folder + "/METADATA", metadata("a", "1"));
  CHECK(states() == "installed");  // as Debian's: it has no INSTALLER
  files.put(folder + "/INSTALLER", "pip\n");
  CHECK(states() == "copying");
  files.put(folder + "/RECORD", "a.py,,\n");
  CHECK(states() == "copying");
  files.put(folder + "/RECORD", "a.py,,\na-1.dist-info/INSTALLER,,\n");
  CHECK(states() == "installed");
  files.remove(folder + "/RECORD");
  files.put(folder + "/INSTALLER", "rpm\n");
  CHECK(states() == "installed");
}

TEST_CASE("pypi: while pip replaces a distribution neither the old nor the new one is there") {
  MemoryFiles files;
  install(files, local_site, "zip", "1");
  install(files, local_site, "pip", "24.0");
  files.put(local_site + "/~ip-23.0.dist-info/METADATA", metadata("pip", "23.0"));
  files.put(local_site + "/~-p/__init__.py", "");
  const Inventory replaced = scan(files).inventory;
  CHECK(found(replaced) == Strings{"zip@1 " + local_site});
  REQUIRE(replaced.in_transition.size() == 1);
  CHECK(replaced.in_transition[0].name == "pip");
  CHECK(replaced.in_transition[0].state == "copying");

  MemoryFiles removed;
  removed.put(local_site + "/~ip-23.0.dist-info/METADATA", metadata("pip", "23.0"));
  CHECK(scan(removed).inventory.in_transition.size() == 1);
}

TEST_CASE("pypi: what cannot be read is unread, never guessed and never dropped") {
  MemoryFiles files;
  install(files, local_site, "a", "1");
  files.deny(local_site + "/a-1.dist-info/METADATA");
  const Inventory inventory = scan(files).inventory;
  CHECK(inventory.components.empty());
  REQUIRE(inventory.unread.size() == 1);
  CHECK(inventory.unread[0].ecosystem == "pypi");
  CHECK(inventory.unread[0].error.code == ErrorCode::denied);
}
