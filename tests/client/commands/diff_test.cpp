#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

using namespace prodparity::test;

namespace {

struct Files {
  TempFolder folder;
  std::string production = small_sbom({{"libc6", "2.36-9"}, {"hello", "2.10-3"}});
  std::string prod = folder.put("/prod.json", production);
  std::string dev = folder.put("/dev.json", small_sbom({{"libc6", "2.37-1"}, {"hello", "2.10-3"}}));
  std::string policy = folder.put("/policy.json", R"({"accept_uncovered": ["pypi"]})");

  Ran diff(std::vector<std::string> arguments, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), "diff");
    arguments.insert(arguments.end(), {"--policy", policy});
    return run(arguments, input);
  }
};

}  // namespace

TEST_CASE("diff: equal documents are clean, a blocking difference is 1") {
  const Files files;
  CHECK(files.diff({files.prod, files.prod}).code == 0);
  const Ran ran = files.diff({files.dev, files.prod});
  CHECK(ran.code == 1);
  CHECK(has(ran.out, "BLOCK libc6: 2.37-1 here, 2.36-9 in production"));
}

TEST_CASE("diff: either document may come from standard input, and is called that") {
  const Files files;
  const Ran from_input = files.diff({files.dev, "-"}, files.production);
  CHECK(from_input.code == 1);
  CHECK(has(from_input.out, "BLOCK libc6"));
  CHECK(has(files.diff({files.prod, "-"}, files.production).out, "production (standard input,"));
  CHECK(files.diff({"-", files.prod}, files.production).code == 0);
  CHECK(files.diff({files.dev, "api=-"}, files.production).code == 1);
}

TEST_CASE("diff: both documents from standard input is wrong usage") {
  const Files files;
  const Ran ran = files.diff({"-", "api=-"}, files.production);
  CHECK(ran.code == 2);
  CHECK(has(ran.err, "only one document can come from standard input"));
}

TEST_CASE("diff: nothing on standard input is nothing to compare with, never clean") {
  const Files files;
  const Ran ran = files.diff({files.dev, "-"});
  CHECK(ran.code == 4);
  CHECK(has(ran.out, "standard input"));
}

TEST_CASE("diff: a document that cannot be read is no clean answer on either side") {
  const Files files;
  const std::string none = files.folder.path() + "/none";
  CHECK(files.diff({none, files.prod}).code == 4);
  CHECK(files.diff({files.prod, none}).code == 4);
}
