#include "io/disk_glob.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <cstddef>
#include <string>

using namespace prodparity;

TEST_CASE(
    "disk glob: as many entries are listed as the bound allows; more is said, and what was found "
    "stays") {
  const test::TempFolder folder;
  for (const char* name : {"/a/1", "/a/2", "/b/3"})
    folder.put(name, "");
  const Result<Rooted> root = Rooted::open(folder.path(), Resolution::kernel);
  REQUIRE(root.has_value());
  const auto found = [&](std::size_t limit) { return glob_on_disk(*root, "/*/*", limit); };
  CHECK(found(5).paths.size() == 3);  // two folders, and three files in them
  CHECK(found(5).errors.empty());
  const Matches cut = found(4);
  CHECK(cut.paths.size() == 2);
  REQUIRE(cut.errors.size() == 1);
  CHECK(cut.errors[0].code == ErrorCode::too_large);
  CHECK(cut.errors[0].message.find("more than 4 files") != std::string::npos);
}
