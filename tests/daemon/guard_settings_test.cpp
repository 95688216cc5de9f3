#include "daemon/guard_settings.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <string>

using namespace prodparity;

namespace {

// What a reference is read as: its path, or the address that it is fetched from.
std::string read_as(const std::string& text, const std::string& workspace,
                    const ReferenceTrust& trust = {}) {
  const auto setting = reference_setting("production", text, workspace, "/state", trust);
  if (!setting) return "none";
  CHECK((setting->address.empty() || setting->path == "/state/references/production.reference"));
  return setting->address.empty() ? setting->path : setting->address;
}

}  // namespace

TEST_CASE("a configured reference: a file is verified where it is signed or has to be") {
  const test::TempFolder workspace;
  const std::string& path = workspace.path();
  const ReferenceTrust by_key{.signer = {.keys = {"cosign.pub"}}};
  ReferenceTrust required = by_key;
  required.verify = VerifyMode::require;
  ReferenceTrust off = by_key;
  off.verify = VerifyMode::off;
  workspace.put("/sbom.json", "{}");
  CHECK(read_as("sbom.json", path) == path + "/sbom.json");
  CHECK(read_as("sbom.json", path, off) == path + "/sbom.json");
  CHECK(read_as("sbom.json", path, by_key) == "file:" + path + "/sbom.json");
  CHECK(read_as("sbom.json", path, required) == "file:" + path + "/sbom.json");
  CHECK(read_as("none.json", path, by_key) == "file:" + path + "/none.json");
  workspace.put("/sbom.json.sigstore.json", "{}");
  CHECK(read_as("sbom.json", path) == "file:" + path + "/sbom.json");
  CHECK(read_as("/etc/none.json", path) == "/etc/none.json");
}

TEST_CASE("a configured reference: paths are the workspace's, addresses stay") {
  CHECK(read_as("file:sbom.json", "/work") == "file:/work/sbom.json");
  CHECK(read_as("file:/srv/a.json", "/work") == "file:/srv/a.json");
  CHECK(read_as("oci:layout:main", "/work") == "oci:/work/layout:main");
  CHECK(read_as("bundle:api.bundle#sha256:ab", "/work") == "bundle:/work/api.bundle#sha256:ab");
  CHECK(read_as("bundle:/etc/api.bundle", "/work") == "bundle:/etc/api.bundle");
  CHECK(read_as("registry.example/api:main", "/work") == "registry.example/api:main");
  for (const std::string text : {"sbom.json", "file:sbom.json", "oci:layout", "bundle:api.bundle"})
    CHECK(read_as(text, "") == "none");
  CHECK(read_as("registry.example/api:main", "") == "registry.example/api:main");
}
