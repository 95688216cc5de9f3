#include "io/state_files.h"

#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

namespace prodparity {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace

TEST_CASE("state files: a replaced file is whole, has its mode, and leaves nothing beside it") {
  const test::TempFolder folder;
  const std::string path = folder.path() + "/file";
  folder.put("/file.new", "left by one that was killed");
  for (const Durable durable : {Durable::no, Durable::yes}) {
    CHECK_FALSE(replace_file(path, "content", 0644, durable));
    CHECK(test::read_file(path) == "content");
    CHECK(mode_of(path) == 0644);
    CHECK_FALSE(std::filesystem::exists(path + ".new"));
  }
  CHECK(replace_file(folder.path() + "/no/such", "x", 0644, Durable::no)->code ==
        ErrorCode::not_found);
}

TEST_CASE("state files: a file written in parts is there once it is whole, or leaves nothing") {
  const test::TempFolder folder;
  const std::string path = folder.put("/file", "before");
  {
    auto file = NewFile::at(path, 0600);
    REQUIRE(file.has_value());
    CHECK(file->write("one ").has_value());
    NewFile moved = *std::move(file);
    CHECK(moved.write("two").has_value());
    CHECK(test::read_file(path) == "before");
  }
  CHECK(test::read_file(path) == "before");
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  auto file = NewFile::at(path, 0600);
  REQUIRE(file.has_value());
  CHECK(file->write("one ").has_value());
  CHECK(file->write("two").has_value());
  CHECK(file->commit(Durable::yes).has_value());
  CHECK(test::read_file(path) == "one two");
  CHECK(mode_of(path) == 0600);
  CHECK(NewFile::at(folder.path() + "/no/such", 0600).error().code == ErrorCode::not_found);
}

TEST_CASE("state files: reading is bounded and takes regular files only") {
  const test::TempFolder folder;
  const std::string path = folder.put("/file", "12345");
  CHECK(*read_own_file(path, 5) == "12345");
  CHECK(read_own_file(path, 4).error().code == ErrorCode::too_large);
  CHECK(read_own_file(folder.path(), 5).error().code == ErrorCode::io);
  CHECK(read_own_file(folder.path() + "/none", 5).error().code == ErrorCode::not_found);
  const std::string fifo = folder.path() + "/fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(read_own_file(fifo, 5).error().code == ErrorCode::io);
}

TEST_CASE("state files: a folder of ours has the mode asked for, a link is refused") {
  const test::TempFolder folder;
  const std::string path = folder.path() + "/a/b";
  CHECK_FALSE(make_own_folder(path, 0755));
  CHECK(mode_of(path) == 0755);
  CHECK_FALSE(make_own_folder(path, 0700));
  CHECK(mode_of(path) == 0700);
  std::filesystem::create_directory_symlink(path, folder.path() + "/link");
  CHECK(make_own_folder(folder.path() + "/link", 0755)->code == ErrorCode::denied);
}

TEST_CASE("state files: a lock that another process holds says which") {
  const test::TempFolder folder;
  const std::string path = folder.put("/pid", "");
  {
    const test::LockHolder holder(path);
    const Result<LockFile> taken = LockFile::take(path, "1\n");
    REQUIRE(taken.has_error());
    CHECK(taken.error().code == ErrorCode::busy);
    CHECK(taken.error().message.find('(' + std::to_string(holder.pid()) + ')') !=
          std::string::npos);
  }
  Result<LockFile> taken = LockFile::take(path, "12\n");
  REQUIRE(taken.has_value());
  CHECK(test::read_file(path) == "12\n");
  taken->remove();
  CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace prodparity
