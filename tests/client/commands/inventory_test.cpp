#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <string>

using namespace prodparity::test;

namespace {

std::string root_in(const TempFolder& folder) {
  folder.put("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
  folder.put("/var/lib/dpkg/status", installed({"libc6", "2.36-9"}));
  return folder.path();
}

}  // namespace

TEST_CASE("inventory: what is installed, as JSON where no terminal reads it") {
  const TempFolder folder;
  const Ran ran = run({"inventory", "--root", root_in(folder)});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, R"("prodparity.inventory/1")"));
  CHECK(has(ran.out, "libc6"));
}

TEST_CASE("inventory: CycloneDX and the terminal on demand") {
  const TempFolder folder;
  const std::string root = root_in(folder);
  CHECK(has(run({"inventory", "--root", root, "--format", "cyclonedx"}).out,
            R"("bomFormat":"CycloneDX")"));
  CHECK(has(run({"inventory", "--root", root, "--format", "terminal"}).out, "1 deb"));
}

TEST_CASE("inventory: only the ecosystems asked for, and an unknown one is wrong usage") {
  const TempFolder folder;
  const std::string root = root_in(folder);
  CHECK_FALSE(has(run({"inventory", "--root", root, "--ecosystem", "pypi"}).out, "libc6"));
  const Ran unknown = run({"inventory", "--root", root, "--ecosystem", "deb,cargo"});
  CHECK(unknown.code == 2);
  CHECK(has(unknown.err, "unknown ecosystem 'cargo'"));
}

TEST_CASE("inventory: what cannot be read is said and is an exit status of its own") {
  const TempFolder folder;
  const std::string root = root_in(folder);
  folder.put("/var/lib/dpkg/status", "Package: x\nStatus: install ok installed\n\nno field\n");
  const Ran ran = run({"inventory", "--root", root});
  CHECK(ran.code == 4);
  CHECK(has(ran.err, "not everything could be read"));
}
