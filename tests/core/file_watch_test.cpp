#include "core/file_watch.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using namespace inotify_mask;
using Names = std::vector<std::string>;

const std::string policy = "/work/.devcontainer/prodparity.json";

Names after(FileWatch& files, int wd, std::uint32_t mask, const std::string& name) {
  return files.on_event({.wd = wd, .mask = mask, .name = name});
}

FileWatch watching(std::string_view folder) {
  FileWatch files;
  CHECK(files.want({policy}).empty());
  files.watched(policy, folder, 1);
  return files;
}

}  // namespace

TEST_CASE("file watch: the folders of a file, the nearest first") {
  CHECK(FileWatch::folders_of(policy) == Names{"/work/.devcontainer", "/work", "/"});
  CHECK(FileWatch::folders_of("/a") == Names{"/"});
}

TEST_CASE("file watch: a file changed when it was written, renamed, put there or removed") {
  FileWatch files = watching("/work/.devcontainer");
  for (const std::uint32_t mask : {close_write, moved_to, moved_from, remove})
    CHECK(after(files, 1, mask, "prodparity.json") == Names{policy});
  CHECK(after(files, 1, create, "prodparity.json").empty());  // being written
  CHECK(after(files, 1, close_write, "devcontainer.json").empty());
  CHECK(after(files, 2, close_write, "prodparity.json").empty());
  CHECK(files.unwatched().empty());
}

TEST_CASE("file watch: where the folder is not there, one above it waits for it") {
  FileWatch files = watching("/work");
  CHECK(after(files, 1, close_write, "prodparity.json").empty());
  CHECK(after(files, 1, create | is_folder, "src").empty());
  CHECK(after(files, 1, create | is_folder, ".devcontainer") == Names{policy});
  CHECK(files.unwatched() == Names{policy});
  CHECK_FALSE(files.uses(1));
  FileWatch top = watching("/");
  CHECK(after(top, 1, moved_to | is_folder, "work") == Names{policy});
}

TEST_CASE("file watch: a folder that goes away, or lost events, mean to watch and read again") {
  for (const std::uint32_t mask : {ignored, unmount, move_self}) {
    FileWatch files = watching("/work/.devcontainer");
    CHECK(after(files, 1, mask, "") == Names{policy});
    CHECK(files.unwatched() == Names{policy});
  }
  FileWatch files = watching("/work/.devcontainer");
  CHECK(after(files, -1, overflow, "") == Names{policy});
  CHECK(files.unwatched() == Names{policy});
}

TEST_CASE("file watch: two files of one folder share its watch, and one may be let go") {
  FileWatch files;
  CHECK(files.want({"/a/x", "/a/y"}).empty());
  files.watched("/a/x", "/a", 7);
  files.watched("/a/y", "/a", 7);
  files.watched("/a/unknown", "/a", 8);
  CHECK(files.watch_count() == 1);
  CHECK(after(files, 7, close_write, "y") == Names{"/a/y"});
  CHECK(files.want({"/a/y"}).empty());
  CHECK(files.uses(7));
  CHECK(after(files, 7, close_write, "x").empty());
  CHECK(files.want({}) == std::vector<int>{7});
  CHECK_FALSE(files.uses(7));
}

}  // namespace prodparity
