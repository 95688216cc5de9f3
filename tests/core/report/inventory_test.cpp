#include "core/report/inventory.h"

#include "tests/support/catch.h"
#include "tests/support/example_verdict.h"

#include <algorithm>
#include <string>

using namespace prodparity;
using namespace prodparity::test;

namespace {

Inventory example() {
  Inventory inventory;
  inventory.platform = {.pretty_name = "Debian GNU/Linux 12 (bookworm)", .arch = "amd64"};
  inventory.ecosystems = {"deb", "pypi"};
  inventory.components = {deb("libssl3", "3.0.20-1~deb12u2", "", 0),
                          deb("zlib1g", "1:1.2.13.dfsg-1", "", 0),
                          {.ecosystem = "pypi",
                           .name = "pyyaml",
                           .version = "6.0",
                           .place = "/usr/lib/python3/dist-packages",
                           .owner = "deb:python3-yaml"}};
  inventory.in_transition = {
      {.ecosystem = "deb", .name = "gdb", .arch = "amd64", .state = "unpacked"}};
  inventory.unread = {
      {.ecosystem = "pypi",
       .error = {.code = ErrorCode::denied, .message = "permission denied", .path = "/srv/venv"}}};
  return inventory;
}

}  // namespace

TEST_CASE("inventory listing: columns, what could not be read, counts") {
  CHECK(render_inventory(example(), {.width = 0}) ==
        "deb   libssl3  3.0.20-1~deb12u2  amd64\n"
        "deb   zlib1g   1:1.2.13.dfsg-1   amd64\n"
        "pypi  pyyaml   6.0               /usr/lib/python3/dist-packages, owned by "
        "deb:python3-yaml\n"
        "? deb gdb amd64 is unpacked\n"
        "? pypi: /srv/venv: permission denied\n"
        "Debian GNU/Linux 12 (bookworm) amd64: 2 debs, 1 PyPI distribution\n");
}

TEST_CASE("inventory listing: lines are cut to the width") {
  CHECK(render_inventory(example(), {.width = 20}).find("deb   libssl3  3.0.…\n") == 0);
}

TEST_CASE("inventory listing: hostile names are escaped") {
  Inventory inventory = example();
  for (Component& component : inventory.components)
    component.name = component.version = component.place = component.arch = hostile_text;
  inventory.in_transition[0].state = hostile_text;
  inventory.unread[0].error.path = hostile_text;
  inventory.platform.pretty_name = hostile_text;
  const std::string text = render_inventory(inventory, {.width = 0});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 6);
}
