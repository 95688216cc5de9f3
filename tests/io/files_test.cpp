#include "io/files.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace prodparity;
using prodparity::test::TempFolder;

namespace {

// Each test runs with both ways of resolving paths: they must agree.
Resolution any_resolution() {
  return GENERATE(Resolution::kernel, Resolution::by_hand);
}

std::unique_ptr<Files> root_of(const TempFolder& folder, Resolution resolution) {
  return open_root(folder.path(), resolution).value();
}

void link(const TempFolder& folder, const std::string& target, const std::string& path) {
  std::filesystem::create_symlink(target, folder.path() + path);
}

ErrorCode read_error(const Files& files, const std::string& path, std::size_t limit = 1024) {
  const Result<std::string> bytes = files.read(path, limit);
  REQUIRE(bytes.has_error());
  CHECK(bytes.error().path == path);
  return bytes.error().code;
}

// Root reads every folder: such a test runs as somebody who does not.
class OrdinaryUser {
 public:
  OrdinaryUser() {
    if (was_root_) REQUIRE(::seteuid(65534) == 0);
  }
  ~OrdinaryUser() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  bool was_root_ = ::geteuid() == 0;
};

}  // namespace

TEST_CASE("files: a file is read whole, up to its bound and not past it") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/etc/empty", "");
  folder.put("/etc/long", std::string(10'000, 'x'));
  CHECK(files->read("/etc/empty", 0).value().empty());
  CHECK(files->read("/etc/long", 10'000).value() == std::string(10'000, 'x'));
  CHECK(read_error(*files, "/etc/long", 9'999) == ErrorCode::too_large);
  CHECK(read_error(*files, "/etc/none") == ErrorCode::not_found);
  CHECK(read_error(*files, "/etc/long/below") == ErrorCode::not_found);
  CHECK(read_error(*files, std::string("/etc/long\0x", 11)) == ErrorCode::not_found);
}

TEST_CASE("files: a file whose size is not known beforehand is read whole and bounded") {
  const auto files = open_root("/proc", any_resolution()).value();
  CHECK(files->read("/self/status", 1'000'000).value().starts_with("Name:"));
  CHECK(read_error(*files, "/self/status", 10) == ErrorCode::too_large);
}

TEST_CASE("files: a FIFO, a socket or a folder named METADATA is an error, not a wait") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.make_folder("/d/METADATA");
  REQUIRE(::mkfifo((folder.path() + "/METADATA").c_str(), 0644) == 0);
  CHECK(read_error(*files, "/METADATA") == ErrorCode::io);
  CHECK(read_error(*files, "/d/METADATA") == ErrorCode::io);
}

TEST_CASE("files: links are resolved inside the root, absolute ones and '..' too") {
  const TempFolder outer;
  outer.put("/secret", "outside");
  outer.put("/root/etc/inside", "inside");
  outer.put("/root/secret", "the root's own");
  link(outer, "/secret", "/root/absolute");
  link(outer, "../../../secret", "/root/etc/relative");
  link(outer, "/etc", "/root/folder");
  link(outer, "absolute", "/root/chain");
  link(outer, outer.path() + "/secret", "/root/out");
  const auto files = open_root(outer.path() + "/root", any_resolution()).value();
  for (const char* const path : {"/absolute", "/etc/relative", "/chain", "/../../secret",
                                 "/folder/../secret", "/folder/relative", "//./secret"}) {
    INFO(path);
    CHECK(files->read(path, 100).value() == "the root's own");
  }
  CHECK(files->read("/folder/inside", 100).value() == "inside");
  CHECK(read_error(*files, "/out") == ErrorCode::not_found);
}

TEST_CASE("files: a loop of links ends in an error") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  link(folder, "b", "/a");
  link(folder, "a", "/b");
  CHECK(read_error(*files, "/a") == ErrorCode::io);
  CHECK(files->glob("/a").errors.size() == 1);
}

TEST_CASE("files: forty links are followed, forty-one are not") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/0", "end");
  for (int i = 1; i <= 41; ++i)
    link(folder, std::to_string(i - 1), "/" + std::to_string(i));
  CHECK(files->read("/40", 10).value() == "end");
  CHECK(read_error(*files, "/41") == ErrorCode::io);
}

TEST_CASE("files: the stamps of many files of a folder are those of each alone") {
  const TempFolder outside;
  outside.put("/secret", "x");
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/d/a", "1");
  folder.put("/d/b", "22");
  folder.put("/e", "333");
  link(folder, "/e", "/d/inside");
  link(folder, outside.path() + "/secret", "/d/outside");
  link(folder, "/d", "/linked");

  const std::vector<std::string> names = {"a", "none", "b", "inside", "outside", "..", "../e", ""};
  for (const std::string parent : {"/d", "/linked", "/absent", "/e"}) {
    const std::vector<Result<Stamp>> stamps = files->stamps(parent, names);
    REQUIRE(stamps.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      INFO(parent << '/' << names[i]);
      const Result<Stamp> alone = files->stamp(parent + '/' + names[i]);
      REQUIRE(stamps[i].has_value() == alone.has_value());
      if (alone) CHECK(*stamps[i] == *alone);
      if (!alone) CHECK(stamps[i].error().code == alone.error().code);
    }
  }
  CHECK(files->stamps("/d", names)[3].value() == files->stamp("/e").value());
  CHECK(files->stamps("/d", names)[4].has_error());
}

TEST_CASE("files: a stamp changes with the file, and is the one that was read") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/a", "one");
  const Stamp before = files->stamp("/a").value();
  CHECK(files->read_stamped("/a", 10).value().stamp == before);
  folder.put("/new", "two");
  std::filesystem::rename(folder.path() + "/new", folder.path() + "/a");
  CHECK_FALSE(files->stamp("/a").value() == before);
  CHECK(files->stamp("/none").error().code == ErrorCode::not_found);
  CHECK(files->stamp("/").has_value());
}

TEST_CASE("files: a glob lists what is there, sorted, and nothing is no error") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/lib/python3.9/site-packages/b.dist-info/METADATA", "");
  folder.put("/lib/python3.11/site-packages/a.dist-info/METADATA", "");
  folder.put("/lib/python3.11/site-packages/a.py", "");
  CHECK(files->glob("/lib/python3.*/site-packages/*.dist-info").paths ==
        std::vector<std::string>{"/lib/python3.11/site-packages/a.dist-info",
                                 "/lib/python3.9/site-packages/b.dist-info"});
  CHECK(files->glob("/lib/python3.1?/site-packages/*/").paths ==
        std::vector<std::string>{"/lib/python3.11/site-packages/a.dist-info"});
  CHECK(files->glob("/lib").paths == std::vector<std::string>{"/lib"});
  CHECK(files->glob("/*").paths == std::vector<std::string>{"/lib"});
  for (const char* const none :
       {"/none/*", "/none", "/lib/*/none", "/lib/python3.11/site-packages/a.py/*"}) {
    INFO(none);
    const Matches matches = files->glob(none);
    CHECK(matches.paths.empty());
    CHECK(matches.errors.empty());
  }
}

TEST_CASE("files: '**' goes four folders deep, skips node_modules and .git, follows no link") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  for (const char* const path :
       {"/ws/pyvenv.cfg", "/ws/1/2/3/4/pyvenv.cfg", "/ws/1/2/3/4/5/pyvenv.cfg",
        "/ws/node_modules/a/pyvenv.cfg", "/ws/api/.git/pyvenv.cfg", "/ws/api/.venv/pyvenv.cfg"})
    folder.put(path, "");
  link(folder, "/ws", "/ws/api/again");
  CHECK(files->glob("/ws/**/pyvenv.cfg").paths ==
        std::vector<std::string>{"/ws/1/2/3/4/pyvenv.cfg", "/ws/api/.venv/pyvenv.cfg",
                                 "/ws/pyvenv.cfg"});
  CHECK(files->glob("/ws/**/.venv/pyvenv.cfg").paths ==
        std::vector<std::string>{"/ws/api/.venv/pyvenv.cfg"});
}

TEST_CASE("files: one element of a glob follows links to folders, within the root") {
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/versions/3.11.4/lib/x", "");
  link(folder, "/versions/3.11.4", "/versions/current");
  link(folder, "/nowhere", "/versions/dangling");
  CHECK(files->glob("/versions/*/lib/x").paths ==
        std::vector<std::string>{"/versions/3.11.4/lib/x", "/versions/current/lib/x"});
  CHECK(files->glob("/versions/*/").paths.size() == 2);
  CHECK(files->glob("/versions/dangling").paths.empty());
}

TEST_CASE("files: a folder that cannot be read is named, and the others are still listed") {
  const OrdinaryUser user;
  const TempFolder folder;
  const auto files = root_of(folder, any_resolution());
  folder.put("/ws/open/pyvenv.cfg", "");
  folder.put("/ws/shut/pyvenv.cfg", "");
  std::filesystem::permissions(folder.path() + "/ws/shut", std::filesystem::perms::none);
  const Matches matches = files->glob("/ws/**/pyvenv.cfg");
  CHECK(read_error(*files, "/ws/shut/pyvenv.cfg") == ErrorCode::denied);
  std::filesystem::permissions(folder.path() + "/ws/shut", std::filesystem::perms::owner_all);
  CHECK(matches.paths == std::vector<std::string>{"/ws/open/pyvenv.cfg"});
  REQUIRE(matches.errors.size() == 1);
  CHECK(matches.errors[0].code == ErrorCode::denied);
  CHECK(matches.errors[0].path == "/ws/shut");
}

TEST_CASE("files: a root that is not there or is no folder is an error") {
  const TempFolder folder;
  const std::string file = folder.put("/file", "");
  CHECK(open_root(folder.path() + "/none").error().code == ErrorCode::not_found);
  CHECK(open_root(file).error().code == ErrorCode::not_found);
}
