#include "io/inotify.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/inotify.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace prodparity {
namespace {

std::vector<std::byte> record(int wd, std::uint32_t mask, const std::string& name) {
  inotify_event header{};
  header.wd = wd;
  header.mask = mask;
  header.len = name.empty() ? 0 : static_cast<std::uint32_t>((name.size() / 16 + 1) * 16);
  std::vector<std::byte> bytes(sizeof header + header.len);
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, name.data(), name.size());
  return bytes;
}

Rooted root_at(const std::string& path) {
  Result<Rooted> root = Rooted::open(path, Resolution::kernel);
  REQUIRE(root.has_value());
  return *std::move(root);
}

}  // namespace

TEST_CASE("inotify: records with and without a name are read one after the other") {
  std::vector<std::byte> bytes = record(1, IN_CLOSE_WRITE, "lock");
  const std::vector<std::byte> second = record(2, IN_IGNORED, "");
  bytes.insert(bytes.end(), second.begin(), second.end());
  CHECK(parse_events(bytes) == std::vector<Event>{{.wd = 1, .mask = IN_CLOSE_WRITE, .name = "lock"},
                                                  {.wd = 2, .mask = IN_IGNORED}});
}

TEST_CASE("inotify: a record that ends outside of the buffer is dropped") {
  const std::vector<std::byte> bytes = record(1, IN_CREATE, "status");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(parse_events(std::span(bytes).first(size)).empty());
  CHECK(parse_events(bytes).size() == 1);
}

TEST_CASE("inotify: a file renamed into a watched folder is an event") {
  const test::TempFolder folder;
  folder.make_folder("/var/lib/dpkg");
  const Rooted root = root_at(folder.path());
  Result<Inotify> inotify = Inotify::create();
  REQUIRE(inotify.has_value());
  const Result<int> wd = inotify->add(root, "/var/lib/dpkg");
  REQUIRE(wd.has_value());
  CHECK(inotify->read().empty());
  folder.put("/var/lib/dpkg/status-new", "x");
  std::filesystem::rename(folder.path() + "/var/lib/dpkg/status-new",
                          folder.path() + "/var/lib/dpkg/status");
  const std::vector<Event> events = inotify->read();
  REQUIRE_FALSE(events.empty());
  CHECK(events.back().wd == *wd);
  CHECK(events.back().mask == IN_MOVED_TO);
  CHECK(events.back().name == "status");
}

TEST_CASE("inotify: what is not there, no folder, or outside of the root is not watched") {
  const test::TempFolder folder;
  folder.put("/file", "x");
  folder.make_folder("/inside");
  std::filesystem::create_symlink("/etc", folder.path() + "/inside/link");
  const Rooted root = root_at(folder.path());
  Result<Inotify> inotify = Inotify::create();
  REQUIRE(inotify.has_value());
  CHECK(inotify->add(root, "/no/such").error().code == ErrorCode::not_found);
  CHECK(inotify->add(root, "/file").error().code == ErrorCode::not_found);
  // The link means the root's own /etc, which there is none.
  CHECK(inotify->add(root, "/inside/link").error().code == ErrorCode::not_found);
}

}  // namespace prodparity
