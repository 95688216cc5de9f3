#include "core/tracker.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using namespace inotify_mask;
using Names = std::vector<std::string>;
using Dirty = std::set<std::string>;

constexpr int dpkg = 1, updates = 2, site = 3, workspace = 4;

Tracker tracker_of_a_container() {
  Tracker tracker;
  static_cast<void>(tracker.want(
      {"/var/lib/dpkg", "/var/lib/dpkg/updates", "/usr/lib/python3/dist-packages"}, "/work"));
  tracker.watched("/var/lib/dpkg", dpkg);
  tracker.watched("/var/lib/dpkg/updates", updates);
  tracker.watched("/usr/lib/python3/dist-packages", site);
  tracker.watched("/work", workspace);
  return tracker;
}

TrackerActions after(Tracker& tracker, int wd, std::uint32_t mask, std::string name) {
  return tracker.on_event({.wd = wd, .mask = mask, .name = std::move(name)}, 0);
}

}  // namespace

TEST_CASE("tracker: what is wanted and not yet watched is to be added") {
  Tracker tracker;
  CHECK(tracker.want({"/a", "/b"}, "/work").add_watches == Names{"/work", "/a", "/b"});
  tracker.watched("/a", 1);
  const TrackerActions actions = tracker.want({"/b"}, "/work");
  CHECK(actions.add_watches == Names{"/work", "/b"});
  CHECK(actions.remove_watches == std::vector<int>{1});
  CHECK(tracker.watch_count() == 0);
}

TEST_CASE("tracker: as many watches as allowed; dpkg's come first, the workspace's folders last") {
  Tracker tracker;
  const Names folders = {"/work/a", "/work/b", "/venv/lib", "/var/lib/dpkg", "/var/lib/apt"};
  const TrackerActions all = tracker.want(folders, "/work", 6);
  CHECK(all.beyond.empty());
  CHECK(all.add_watches ==
        Names{"/var/lib/apt", "/var/lib/dpkg", "/work", "/venv/lib", "/work/a", "/work/b"});
  const TrackerActions some = tracker.want(folders, "/work", 5);
  CHECK(some.add_watches ==
        Names{"/var/lib/apt", "/var/lib/dpkg", "/work", "/venv/lib", "/work/a"});
  CHECK(some.beyond == Names{"/work/b"});
  CHECK(tracker.want(folders, "/work", 0).beyond.size() == 6);
}

TEST_CASE("tracker: a folder of more weight takes the watch of one of less") {
  Tracker tracker;
  static_cast<void>(tracker.want({"/work/a"}, "/work", 2));
  tracker.watched("/work", 1);
  tracker.watched("/work/a", 2);
  CHECK_FALSE(tracker.may_watch());
  const TrackerActions actions = tracker.want({"/work/a", "/venv/lib"}, "/work", 2);
  CHECK(actions.remove_watches == std::vector<int>{2});
  CHECK(actions.add_watches == Names{"/venv/lib"});
  CHECK(actions.beyond == Names{"/work/a"});
  CHECK(tracker.may_watch());
}

TEST_CASE("tracker: the bound is 64 watches, the 65th folder is looked at by turns") {
  Tracker tracker;
  Names folders;
  for (std::size_t i = 0; i < limits::watches; ++i)
    folders.push_back("/venv" + std::to_string(i));
  CHECK(tracker.want(folders, "").beyond.empty());
  folders.emplace_back("/venv-of-too-many");
  CHECK(tracker.want(folders, "").beyond.size() == 1);
}

TEST_CASE("tracker: two paths of one folder share a watch until both are unwanted") {
  Tracker tracker;
  static_cast<void>(tracker.want({"/venv/lib", "/venv/lib64"}, ""));
  tracker.watched("/venv/lib", 1);
  tracker.watched("/venv/lib64", 1);
  CHECK(tracker.watch_count() == 1);
  CHECK(tracker.want({"/venv/lib64"}, "").remove_watches.empty());
  CHECK(after(tracker, 1, create | is_folder, "python3.11").dirty == Dirty{"pypi"});
  CHECK(tracker.want({}, "").remove_watches == std::vector<int>{1});
}

TEST_CASE("tracker: only the closing of a lock after writing is a lock event") {
  Tracker tracker = tracker_of_a_container();
  for (const char* name : {"lock", "lock-frontend"}) {
    const TrackerActions actions = after(tracker, dpkg, close_write, name);
    CHECK(actions.lock_closed);
    CHECK(actions.dirty.empty());
    CHECK(after(tracker, dpkg, create, name) == TrackerActions{});
  }
}

TEST_CASE("tracker: which files of dpkg's make deb dirty") {
  Tracker tracker = tracker_of_a_container();
  CHECK(after(tracker, dpkg, moved_to, "status").dirty == Dirty{"deb"});
  CHECK(after(tracker, updates, moved_to, "0001").dirty == Dirty{"deb"});
  CHECK(after(tracker, updates, close_write, "tmp.i") == TrackerActions{});
  CHECK(after(tracker, dpkg, close_write, "status-new") == TrackerActions{});
  CHECK(after(tracker, dpkg, moved_to, "status-old") == TrackerActions{});
}

TEST_CASE("tracker: a distribution's folder makes pypi dirty, and is watched until complete") {
  Tracker tracker = tracker_of_a_container();
  const TrackerActions actions =
      after(tracker, site, create | is_folder, "requests-2.32.3.dist-info");
  CHECK(actions.dirty == Dirty{"pypi"});
  CHECK(actions.add_watches == Names{"/usr/lib/python3/dist-packages/requests-2.32.3.dist-info"});
  CHECK(after(tracker, site, moved_to | is_folder, "~equests").dirty == Dirty{"pypi"});
  CHECK(after(tracker, site, remove | is_folder, "requests") == TrackerActions{});
  CHECK(after(tracker, site, create, "six.py") == TrackerActions{});
}

TEST_CASE("tracker: a file in a distribution's folder makes pypi dirty") {
  Tracker tracker;
  static_cast<void>(tracker.want({"/s/six-1.0.dist-info"}, ""));
  tracker.watched("/s/six-1.0.dist-info", 9);
  CHECK(after(tracker, 9, close_write, "RECORD").dirty == Dirty{"pypi"});
}

TEST_CASE("tracker: a new folder of the workspace may be a virtual environment") {
  Tracker tracker = tracker_of_a_container();
  const TrackerActions actions = after(tracker, workspace, create | is_folder, ".venv");
  CHECK(actions.dirty == Dirty{"pypi"});
  CHECK(actions.add_watches == Names{"/work/.venv"});
  CHECK(after(tracker, workspace, create | is_folder, "node_modules") == TrackerActions{});
  CHECK(after(tracker, workspace, create | is_folder, ".git") == TrackerActions{});
  CHECK(after(tracker, workspace, close_write, "main.py") == TrackerActions{});
}

TEST_CASE("tracker: an overflow says so, whatever was watched") {
  Tracker tracker;
  CHECK(after(tracker, -1, overflow, "").overflow);
}

TEST_CASE("tracker: a folder that was removed is watched again") {
  Tracker tracker = tracker_of_a_container();
  CHECK(after(tracker, site, delete_self, "").dirty == Dirty{"pypi"});
  const TrackerActions actions = after(tracker, site, ignored, "");
  CHECK(actions.add_watches == Names{"/usr/lib/python3/dist-packages"});
  CHECK(actions.remove_watches.empty());
  CHECK(actions.dirty == Dirty{"pypi"});
  CHECK(after(tracker, site, create, "x.pth") == TrackerActions{});  // of a watch that is gone
}

TEST_CASE("tracker: a folder moved away is watched again at its path") {
  Tracker tracker = tracker_of_a_container();
  const TrackerActions actions = after(tracker, dpkg, move_self, "");
  CHECK(actions.remove_watches == std::vector<int>{dpkg});
  CHECK(actions.add_watches == Names{"/var/lib/dpkg"});
  CHECK(actions.dirty == Dirty{"deb"});
}

TEST_CASE("tracker: the nearest parent stands in for a folder that is not there") {
  Tracker tracker;
  static_cast<void>(tracker.want({"/home/dev/.local/lib"}, ""));
  CHECK(tracker.missing("/home/dev/.local/lib").add_watches == Names{"/home/dev/.local"});
  CHECK(tracker.missing("/home/dev/.local").add_watches == Names{"/home/dev"});
  tracker.watched("/home/dev", 5);
  CHECK(after(tracker, 5, create | is_folder, "src") == TrackerActions{});
  const TrackerActions actions = after(tracker, 5, create | is_folder, ".local");
  CHECK(actions.add_watches == Names{"/home/dev/.local/lib"});
  CHECK(actions.dirty == Dirty{"pypi"});
  tracker.watched("/home/dev/.local/lib", 6);
  CHECK(tracker.want({"/home/dev/.local/lib"}, "").remove_watches == std::vector<int>{5});
}

TEST_CASE("tracker: nothing stands in for the root folder") {
  Tracker tracker;
  CHECK(tracker.missing("/") == TrackerActions{});
}

TEST_CASE("tracker: raw events are kept to their bound") {
  Tracker tracker = tracker_of_a_container();
  for (std::size_t i = 0; i < limits::raw_events; ++i)
    after(tracker, dpkg, create, "first");
  CHECK(tracker.raw_events().size() == limits::raw_events);
  after(tracker, dpkg, create, "last");
  CHECK(tracker.raw_events().size() == limits::raw_events);
  CHECK(tracker.raw_events().back().event.name == "last");
  CHECK(tracker.raw_events().back().folder == "/var/lib/dpkg");
}

TEST_CASE("tracker: masks are spelled and read back") {
  CHECK(mask_text(create | is_folder) == "CREATE|ISDIR");
  CHECK(parse_mask("CREATE|ISDIR") == (create | is_folder));
  CHECK(mask_text(0) == "0");
  CHECK(parse_mask("NO_SUCH") == 0);
}

}  // namespace prodparity
