#include "io/layout_files.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"
#include "tests/support/small_tar.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// The file's bytes, or the error's code.
std::string read(const std::string& layout, std::string_view name) {
  const Result<LayoutFiles> files = LayoutFiles::open(layout);
  if (!files) return std::string(to_string(files.error().code));
  const auto source = files->file(name);
  if (!source) return std::string(to_string(source.error().code));
  std::string bytes;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return std::string(to_string(part.error().code));
    if (part->empty()) return bytes;
    bytes += *part;
  }
}

}  // namespace

TEST_CASE("layout files: of a folder, and nothing outside of it") {
  const test::TempFolder folder;
  folder.put("/layout/blobs/sha256/ab", std::string(200'000, 'x'));
  folder.put("/secret", "secret");
  const std::string layout = folder.path() + "/layout";
  std::filesystem::create_symlink("../../secret", layout + "/link");
  CHECK(read(layout, "blobs/sha256/ab") == std::string(200'000, 'x'));
  CHECK(read(layout, "index.json") == "not_found");
  CHECK(read(layout, "blobs") == "io");
  CHECK(read(layout, "link") == "not_found");
  CHECK(read(layout, "../secret") == "not_found");
  REQUIRE(::mkfifo((layout + "/fifo").c_str(), 0600) == 0);
  CHECK(read(layout, "fifo") == "io");  // not a wait
  CHECK(read(folder.path() + "/none", "a") == "not_found");
  CHECK(read(layout + "/fifo", "a") == "io");
}

TEST_CASE("layout files: of an archive, whatever its names begin with") {
  const test::TempFolder folder;
  const std::string tar =
      folder.put("/a.tar", test::small_tar({{"./oci-layout", "v"},
                                            {"blobs/sha256/ab", std::string(200'000, 'x')},
                                            {"index.json", ""}}));
  CHECK(read(tar, "oci-layout") == "v");
  CHECK(read(tar, "blobs/sha256/ab") == std::string(200'000, 'x'));
  CHECK(read(tar, "index.json").empty());
  CHECK(read(tar, "blobs/sha256/cd") == "not_found");
}

TEST_CASE("layout files: what is no archive, and one that is cut") {
  const test::TempFolder folder;
  CHECK(read(folder.put("/text", "no archive, and longer than nothing"), "a") == "malformed");
  const std::string whole = test::small_tar({{"a", std::string(100'000, 'x')}});
  CHECK(read(folder.put("/cut", whole.substr(0, 50'000)), "a") == "malformed");
}

TEST_CASE("layout files: an archive has at most so many entries") {
  const test::TempFolder folder;
  std::vector<std::pair<std::string, std::string>> files(registry::limits::layout_entries - 1,
                                                         {"a", ""});
  files.emplace_back("last", "found");
  CHECK(read(folder.put("/at.tar", test::small_tar(files)), "last") == "found");
  files.emplace(files.begin(), "a", "");
  CHECK(read(folder.put("/past.tar", test::small_tar(files)), "last") == "too_large");
}

}  // namespace prodparity
