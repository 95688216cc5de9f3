// The loop on a real folder with real inotify, while a package manager works at the worst moment:
// in the middle of a reading.
#include "daemon/watch_loop.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr auto deadline = std::chrono::seconds(20);
const std::string site = "/usr/local/lib/python3.11/dist-packages";
const std::string left_over = site + "/~roj_a-1.0.dist-info";

// Does something once, right after a path was read, or a pattern's matches were.
class MovingFiles final : public Files {
 public:
  explicit MovingFiles(std::unique_ptr<Files> files) : files_(std::move(files)) {}

  void after(std::string looked_at, std::function<void()> happens) {
    looked_at_ = std::move(looked_at);
    happens_ = std::move(happens);
  }

  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override {
    Result<StampedBytes> bytes = files_->read_stamped(path, limit_bytes);
    went_on(path);
    return bytes;
  }
  Matches glob_any(std::span<const std::string> patterns) const override {
    Matches matches = files_->glob_any(patterns);
    for (const std::string& pattern : patterns)
      went_on(pattern);
    return matches;
  }
  Result<Stamp> stamp(std::string_view path) const override { return files_->stamp(path); }

 private:
  void went_on(std::string_view looked_at) const {
    if (looked_at == looked_at_ && happens_) std::exchange(happens_, {})();
  }

  std::unique_ptr<Files> files_;
  std::string looked_at_;
  mutable std::function<void()> happens_;
};

Rooted rooted(const std::string& folder) {
  Result<Rooted> root = Rooted::open(folder, Resolution::kernel);
  REQUIRE(root.has_value());
  return *std::move(root);
}

// A root with one site folder, watched; what the hub was given to believe is kept.
struct Watched {
  test::TempFolder folder;
  std::string root = folder.path() + "/root";
  asio::io_context context{1};
  MovingFiles* files = nullptr;
  std::vector<std::string> believed;  // each reading's Python distributions, "a 1.0, b 2.0"
  std::vector<std::string> told;      // every line for subscribers
  std::optional<Hub> hub;
  std::optional<Attributor> attributor;
  std::optional<WatchLoop> loop;

  Watched() {
    folder.make_folder("/root/var/lib/dpkg/updates");
    folder.make_folder("/run");
    folder.make_folder("/state");
    for (const char* const lock : {"lock", "lock-frontend"})
      folder.put(std::string("/root/var/lib/dpkg/") + lock, "");
    install("proj_a", "1.0");
  }

  // Complete at once, as seen from a folder above: pip makes it file by file.
  void install(const std::string& name, const std::string& version) const {
    const std::string info = name + '-' + version + ".dist-info";
    const std::string made = "/outside/" + info;
    folder.put(made + "/METADATA", "Name: " + name + "\nVersion: " + version + "\n");
    folder.put(made + "/INSTALLER", "pip\n");
    folder.put(made + "/RECORD", info + "/INSTALLER,,\n" + info + "/METADATA,,\n");
    std::filesystem::create_directories(root + site);
    std::filesystem::rename(folder.path() + made, root + site + '/' + info);
  }
  void set_aside() const {
    std::filesystem::rename(root + site + "/proj_a-1.0.dist-info", root + left_over);
  }
  void remove_left_over() const { std::filesystem::remove_all(root + left_over); }

  void begin(bool in_setup = false) {
    Result<JournalStore> journal = JournalStore::open(folder.path() + "/state");
    REQUIRE(journal.has_value());
    hub.emplace(HubSettings{.root = root,
                            .state_folder = folder.path() + "/state",
                            .run_folder = folder.path() + "/run",
                            .in_setup = in_setup},
                HubOutside{.evaluate = [this](const Inventory& inventory,
                                              const History&) { return keep(inventory); },
                           .asked = [] { return std::vector<std::string>(); },
                           .environment = [] { return std::vector<std::string>(); },
                           .now = [] { return std::string("2026-11-23T00:00:00.000Z"); },
                           .tell = [this](const std::string& line) { told.push_back(line); },
                           .warn = [](const std::string&) {}},
                *std::move(journal));
    Result<std::unique_ptr<Files>> disk = open_root(root);
    REQUIRE(disk.has_value());
    auto moving = std::make_unique<MovingFiles>(*std::move(disk));
    files = moving.get();
    attributor.emplace(AttributionMode::off, root, *moving);
    loop.emplace(context, rooted(root), rooted("/"), std::move(moving), Places{}, *hub,
                 *attributor);
    loop->begin();
    asio::co_spawn(context, loop->run(), [](const std::exception_ptr&) {});
  }

  Verdict keep(const Inventory& inventory) {
    std::string names;
    for (const Component& component : inventory.components) {
      if (component.ecosystem != "pypi") continue;
      names += (names.empty() ? "" : ", ") + component.name + ' ' + component.version;
    }
    believed.push_back(names);
    return {};
  }
  // Turns the loop until this was believed.
  bool comes_to_believe(const std::string& wanted) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (believed.empty() || believed.back() != wanted) {
      if (std::chrono::steady_clock::now() > end) return false;
      context.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }
  void stop() {
    loop->stop();
    context.run();
  }
};

}  // namespace

TEST_CASE("watch loop: what changed while it was read is read again before it is believed") {
  Watched place;
  place.begin();
  REQUIRE(place.comes_to_believe("proj-a 1.0"));
  // pip set the old one aside and has installed; it removes what it set aside just when the new
  // one was found to be still replacing it.
  place.set_aside();
  place.install("proj_a", "2.0");
  place.files->after(left_over + "/METADATA",
                     [&] { std::filesystem::remove(place.root + left_over + "/METADATA"); });
  CHECK(place.comes_to_believe("proj-a 2.0"));
  CHECK(place.believed == std::vector<std::string>{"proj-a 1.0", "proj-a 2.0"});
  // Who looked meanwhile, as a prompt does, was not left with what was true before.
  CHECK(std::ranges::any_of(place.told, [](const std::string& line) {
    return line.find(R"("state":"changing")") != std::string::npos;
  }));
  place.stop();
}

TEST_CASE("watch loop: what changes while it is read does not hold up who asks") {
  Watched place;
  place.begin();
  REQUIRE(place.comes_to_believe("proj-a 1.0"));
  // Each reading finds that something changed meanwhile: the loop still turns.
  int left = 50;
  std::function<void()> again = [&] {
    place.folder.put("/root" + site + "/touched.pth", std::to_string(left));
    if (--left > 0) place.files->after(site + "/*", again);
  };
  place.files->after(site + "/*", again);
  place.loop->rescan(0);
  CHECK(left > 0);
  CHECK(place.hub->instant().state == SettleState::changing);
  place.install("proj_b", "1.0");
  CHECK(place.comes_to_believe("proj-a 1.0, proj-b 1.0"));
  CHECK(left == 0);
  place.stop();
}

TEST_CASE("watch loop: set-up ends with what is installed, not with what is half-way") {
  Watched place;
  place.begin(true);
  REQUIRE(place.comes_to_believe("proj-a 1.0"));
  place.set_aside();
  place.loop->setup_done();
  CHECK(place.believed.back() == "proj-a 1.0");
  place.install("proj_a", "2.0");
  place.remove_left_over();
  CHECK(place.comes_to_believe("proj-a 2.0"));
  CHECK_FALSE(place.hub->in_setup());
  CHECK(place.believed == std::vector<std::string>{"proj-a 1.0", "proj-a 2.0"});
  place.stop();
}

}  // namespace prodparity
