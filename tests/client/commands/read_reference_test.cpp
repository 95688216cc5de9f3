#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <string>

using namespace prodparity::test;

TEST_CASE("read-reference: an SBOM becomes the compact file, on standard output or replaced") {
  const TempFolder folder;
  const std::string sbom = folder.put("/prod.json", small_sbom({{"libc6", "2.36-9"}}));
  const Ran shown = run({"read-reference", sbom});
  CHECK(shown.code == 0);
  CHECK(has(shown.out, "prodparity.reference/1"));
  const std::string output = folder.put("/prod.reference", "old");
  CHECK(run({"read-reference", sbom, "--output", output}).code == 0);
  CHECK(read_file(output) == shown.out);
  CHECK(has(run({"read-reference", sbom, "--name", "api"}).out, R"("api")"));
}

TEST_CASE("read-reference: the SBOM may come from standard input") {
  const Ran ran = run({"read-reference", "-"}, small_sbom({{"libc6", "2.36-9"}}));
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "libc6"));
  CHECK(has(ran.out, "standard input"));
}

TEST_CASE("read-reference: of what cannot be read no file is written") {
  const TempFolder folder;
  const std::string torn = folder.put("/torn.json", R"({"bomFormat":"CycloneDX")");
  const std::string output = folder.path() + "/output";
  const Ran ran = run({"read-reference", torn, "--output", output});
  CHECK(ran.code == 4);
  CHECK(has(ran.err, "torn.json"));
  CHECK_FALSE(std::filesystem::exists(output));
}
