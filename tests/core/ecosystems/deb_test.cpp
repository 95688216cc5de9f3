#include "core/ecosystems/deb.h"

#include "tests/support/catch.h"

#include <vector>

using namespace prodparity;

TEST_CASE("dpkg: the native architecture is dpkg's own") {
  std::vector<Component> components = {
      {.ecosystem = "deb", .name = "libc6", .arch = "i386"},
      {.ecosystem = "deb", .name = "zlib1g", .arch = "i386"},
      {.ecosystem = "deb", .name = "adduser", .arch = "all"},
      {.ecosystem = "pypi", .name = "dpkg", .arch = "armhf"},
  };
  CHECK(native_architecture(components) == "i386");
  components.push_back({.ecosystem = "deb", .name = "dpkg", .arch = "amd64"});
  CHECK(native_architecture(components) == "amd64");
  CHECK(native_architecture({}).empty());
}
