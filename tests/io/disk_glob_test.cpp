#include "io/disk_glob.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE(
    "disk glob: as many entries are listed as the bound allows; more is said, and what was found "
    "stays") {
  const test::TempFolder folder;
  for (const char* name : {"/a/1", "/a/2", "/b/3"})
    folder.put(name, "");
  const Result<Rooted> root = Rooted::open(folder.path(), Resolution::kernel);
  REQUIRE(root.has_value());
  const std::array<std::string, 1> patterns = {"/*/*"};
  const auto found = [&](std::size_t limit) { return glob_on_disk(*root, patterns, limit); };
  CHECK(found(5).paths.size() == 3);  // two folders, and three files in them
  CHECK(found(5).errors.empty());
  const Matches cut = found(4);
  CHECK(cut.paths.size() == 2);
  REQUIRE(cut.errors.size() == 1);
  CHECK(cut.errors[0].code == ErrorCode::too_large);
  CHECK(cut.errors[0].message.find("more than 4 files") != std::string::npos);
}

TEST_CASE("disk glob: of several patterns each path is told once, and each has its own bound") {
  const test::TempFolder folder;
  for (const char* name : {"/a/1", "/a/2", "/b/3"})
    folder.put(name, "");
  const Result<Rooted> root = Rooted::open(folder.path(), Resolution::kernel);
  REQUIRE(root.has_value());
  const auto found = [&](const std::vector<std::string>& patterns, std::size_t limit) {
    return glob_on_disk(*root, patterns, limit);
  };
  CHECK(found({"/a/*", "/*/2", "/*/"}, 5).paths ==
        std::vector<std::string>{"/a", "/a/1", "/a/2", "/b"});
  CHECK(found({}, 5).paths.empty());
  // The first needs five; what it could not list any more, the others do.
  const Matches all = found({"/*/*", "/a/*", "/b/*"}, 4);
  CHECK(all.paths == std::vector<std::string>{"/a/1", "/a/2", "/b/3"});
  CHECK(all.errors.size() == 1);
}
