#include "daemon/guard_settings.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("guard settings: what lies on this machine is the workspace's, behind any word") {
  struct Case {
    const char* text;
    const char* path;
    const char* address;
  };
  const std::string fetched = "/state/references/production.reference";
  const std::vector<Case> cases = {
      {"sbom.json", "/work/sbom.json", ""},
      {"/etc/sbom.json", "/etc/sbom.json", ""},
      {"oci:production:main", fetched.c_str(), "oci:/work/production:main"},
      {"bundle:api.bundle", fetched.c_str(), "bundle:/work/api.bundle"},
      {"bundle:api.bundle#sha256:ab", fetched.c_str(), "bundle:/work/api.bundle#sha256:ab"},
      {"bundle:/etc/api.bundle", fetched.c_str(), "bundle:/etc/api.bundle"},
      {"registry.example/api:main", fetched.c_str(), "registry.example/api:main"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    const auto setting = reference_setting("production", one.text, "/work", "/state");
    REQUIRE(setting.has_value());
    CHECK(setting->path == one.path);
    CHECK(setting->address == one.address);
  }
  CHECK_FALSE(reference_setting("production", "bundle:api.bundle", "", "/state").has_value());
}
