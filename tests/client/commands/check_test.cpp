#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

using namespace prodparity::test;

namespace {

// A small root, and production's SBOM of the same.
struct Root {
  TempFolder folder;
  std::string root = folder.path() + "/root";
  std::string sbom = small_sbom({{"libc6", "2.36-9"}, {"hello", "2.10-3"}});
  std::string prod = folder.put("/prod.json", sbom);

  Root() {
    folder.put("/root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    install("2.36-9");
    folder.put("/root/ws/.devcontainer/prodparity.json", R"({"accept_uncovered": ["pypi"]})");
  }
  void install(const std::string& libc) const {
    folder.put("/root/var/lib/dpkg/status",
               installed({"libc6", libc}) + installed({"hello", "2.10-3"}));
  }
  Ran check(std::vector<std::string> arguments, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), {"check", "--root", root, "--workspace", "/ws"});
    return run(arguments, input);
  }
};

}  // namespace

TEST_CASE("check: a root that is like production is clean, by the policy of its workspace") {
  const Root root;
  const Ran ran = root.check({"--reference", root.prod});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "clean: 2 debs"));
}

TEST_CASE("check: a difference gives its exit status, and --fail-on changes that") {
  const Root root;
  root.install("2.37-1");
  CHECK(root.check({"--reference", root.prod}).code == 1);
  CHECK(root.check({"--reference", root.prod, "--fail-on", "never"}).code == 0);
}

TEST_CASE("check: production's document may come from standard input, once") {
  const Root root;
  CHECK(root.check({"--reference", "-"}, root.sbom).code == 0);
  CHECK(root.check({"--reference", "a=-", "--reference", "b=-"}, root.sbom).code == 2);
}

TEST_CASE("check: without a reference, or below a root that is not there, nothing was checked") {
  const Root root;
  CHECK(root.check({}).code == 4);
  CHECK(run({"check", "--root", root.root + "/none", "--reference", root.prod}).code == 4);
}

TEST_CASE("check: --now stands in JSON and --key in Markdown") {
  const Root root;
  const Ran json =
      root.check({"--reference", root.prod, "--format", "json", "--now", "2026-11-22T12:00:00Z"});
  CHECK(has(json.out, R"("now": "2026-11-22T12:00:00Z")"));
  const Ran markdown =
      root.check({"--reference", root.prod, "--format", "markdown", "--key", "api"});
  CHECK(has(markdown.out, "<!-- prodparity:api -->"));
}
