#include "io/settings_file.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text_file.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

namespace prodparity {
namespace {

namespace fs = std::filesystem;

// Replaces what is there, or makes it.
std::optional<Error> write(const SettingsPlace& place, const std::string& bytes) {
  const auto before = read_settings(place);
  REQUIRE(before.has_value());
  auto staged = StagedSettings::make(place, bytes, *before ? &**before : nullptr, 0644);
  if (!staged) return staged.error();
  return staged->commit();
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

unsigned mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace

TEST_CASE("settings file: what is not there is none, and is made with its folders") {
  const test::TempFolder root;
  const SettingsPlace place{.folder = root.path(), .path = "etc/agent/hooks.json"};
  const auto before = read_settings(place);
  REQUIRE(before.has_value());
  CHECK_FALSE(before->has_value());
  const mode_t umask = ::umask(0077);
  CHECK_FALSE(write(place, "new"));
  ::umask(umask);
  CHECK(test::read_file(place.whole()) == "new");
  CHECK(mode_of(place.whole()) == 0644);
  CHECK(mode_of(root.path() + "/etc/agent") == 0755);
  CHECK(names_in(root.path() + "/etc/agent") == std::set<std::string>{"hooks.json"});
}

TEST_CASE("settings file: mode and owner stay") {
  const test::TempFolder root;
  const SettingsPlace place{.folder = root.path(), .path = "settings.json"};
  root.put("/settings.json", "old");
  REQUIRE(::chmod(place.whole().c_str(), 0640) == 0);
  const bool is_root = ::geteuid() == 0;
  if (is_root) REQUIRE(::chown(place.whole().c_str(), 12, 34) == 0);
  CHECK_FALSE(write(place, "new"));
  CHECK(test::read_file(place.whole()) == "new");
  CHECK(mode_of(place.whole()) == 0640);
  struct stat status {};
  REQUIRE(::stat(place.whole().c_str(), &status) == 0);
  if (is_root) CHECK(status.st_uid == 12);
  if (is_root) CHECK(status.st_gid == 34);
}

TEST_CASE("settings file: a process killed before the last step leaves the old file as it was") {
  const test::TempFolder root;
  const SettingsPlace place{.folder = root.path(), .path = "settings.json"};
  root.put("/settings.json", "old");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto before = read_settings(place);
    const auto staged = StagedSettings::make(place, "new", &**before, 0644);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(test::read_file(place.whole()) == "old");
  CHECK(names_in(root.path()).size() == 2);  // what it left; no agent takes it for settings
  CHECK(names_in(root.path()).contains(".settings.json.prodparity-new"));
  CHECK_FALSE(write(place, "newer"));
  CHECK(test::read_file(place.whole()) == "newer");
  CHECK(names_in(root.path()) == std::set<std::string>{"settings.json"});
}

TEST_CASE("settings file: what changed meanwhile is not overwritten") {
  const test::TempFolder root;
  const SettingsPlace place{.folder = root.path(), .path = "settings.json"};
  root.put("/settings.json", "old");
  const auto before = read_settings(place);
  REQUIRE(before.has_value());
  auto staged = StagedSettings::make(place, "ours", &**before, 0644);
  REQUIRE(staged.has_value());
  root.put("/settings.json", "theirs, just now");
  const auto error = staged->commit();
  REQUIRE(error);
  CHECK(error->code == ErrorCode::busy);
  CHECK(test::read_file(place.whole()) == "theirs, just now");
  auto fresh =
      StagedSettings::make({.folder = root.path(), .path = "b.json"}, "ours", nullptr, 0644);
  REQUIRE(fresh.has_value());
  root.put("/b.json", "theirs");
  CHECK(fresh->commit()->code == ErrorCode::busy);
}

TEST_CASE("settings file: links below the folder are refused, with where they lead") {
  const test::TempFolder root;
  const test::TempFolder outside;
  outside.put("/secret.json", "{}");
  fs::create_symlink(outside.path() + "/secret.json", root.path() + "/settings.json");
  fs::create_directory_symlink(outside.path(), root.path() + "/linked");
  for (const std::string path : {"settings.json", "linked/secret.json", "linked/new.json"}) {
    const SettingsPlace place{.folder = root.path(), .path = path};
    const auto read = read_settings(place);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message.find("is a link to '" + outside.path()) != std::string::npos);
    if (path != "settings.json")
      CHECK_FALSE(StagedSettings::make(place, "x", nullptr, 0644).has_value());
  }
  CHECK(names_in(outside.path()) == std::set<std::string>{"secret.json"});
}

TEST_CASE("settings file: no FIFO, no folder, nothing too large is read") {
  const test::TempFolder root;
  REQUIRE(::mkfifo((root.path() + "/fifo").c_str(), 0600) == 0);
  root.make_folder("/folder");
  root.put("/at", std::string(limits::config_bytes, ' '));
  root.put("/past", std::string(limits::config_bytes + 1, ' '));
  const auto read = [&](const std::string& name) {
    return read_settings({.folder = root.path(), .path = name});
  };
  CHECK(read("fifo").error().code == ErrorCode::io);
  CHECK(read("folder").error().code == ErrorCode::io);
  CHECK(read("at").has_value());
  CHECK(read("past").error().code == ErrorCode::too_large);
  CHECK(read_settings({.folder = root.path() + "/none", .path = "x"}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("settings file: the first copy is kept") {
  const test::TempFolder root;
  const SettingsPlace place{.folder = root.path(), .path = "a/settings.json"};
  root.put("/a/settings.json", "first");
  REQUIRE(::chmod(place.whole().c_str(), 0600) == 0);
  CHECK_FALSE(back_up(place, **read_settings(place)));
  CHECK_FALSE(write(place, "second"));
  CHECK_FALSE(back_up(place, **read_settings(place)));
  CHECK(test::read_file(backup_of(place).whole()) == "first");
  CHECK(backup_of(place).path == "a/settings.json.prodparity-backup");
  CHECK(mode_of(backup_of(place).whole()) == 0600);
}

TEST_CASE("settings file: removed with the folders that are empty then, never the first one") {
  const test::TempFolder root;
  root.put("/etc/agent/policy.d/ours.json", "x");
  root.put("/etc/other/ours.json", "x");
  root.put("/etc/other/theirs.json", "x");
  CHECK_FALSE(remove_settings({.folder = root.path(), .path = "etc/agent/policy.d/ours.json"}));
  CHECK_FALSE(remove_settings({.folder = root.path(), .path = "etc/other/ours.json"}));
  CHECK_FALSE(remove_settings({.folder = root.path(), .path = "etc/never/there.json"}));
  root.put("/usr/local/share/ours/agents/plugin.js", "x");
  CHECK_FALSE(remove_settings(
      {.folder = root.path(), .path = "usr/local/share/ours/agents/plugin.js"}, "usr/local/share"));
  CHECK(fs::is_empty(root.path() + "/usr/local/share"));
  CHECK(names_in(root.path() + "/etc") == std::set<std::string>{"other"});
  CHECK(names_in(root.path() + "/etc/other") == std::set<std::string>{"theirs.json"});
}

}  // namespace prodparity
