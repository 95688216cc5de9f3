#include "fetch/progress.h"

#include "fetch/registry.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"

#include <chrono>
#include <string>
#include <vector>

namespace prodparity::fetch {
namespace {

using std::chrono::milliseconds;

// A terminal and a clock that a test sets.
struct Terminal {
  std::chrono::steady_clock::time_point time;
  std::vector<std::string> written;
  Progress progress{[this](std::string_view text) { written.emplace_back(text); },
                    [this] { return time; }};

  Terminal() { progress.name("registry.example/api"); }
  void after(int wait_ms, std::size_t bytes) {
    time += milliseconds(wait_ms);
    progress.add(bytes);
  }
};

const std::string line = "\r\x1b[Kfetching registry.example/api: ";

}  // namespace

TEST_CASE("progress: what is done at once is not shown, and nothing has to be taken away") {
  Terminal terminal;
  terminal.progress.begin(3'000'000);
  terminal.after(100, 1'000'000);
  terminal.after(399, 2'000'000);
  terminal.progress.clear();
  CHECK(terminal.written.empty());
}

TEST_CASE("progress: how much is there, of how much, ten times a second at most") {
  Terminal terminal;
  terminal.progress.begin(48'100'000);
  terminal.after(500, 12'340'000);
  terminal.after(99, 1'000'000);
  terminal.after(1, 1'000'000);
  terminal.progress.begin(10'000'000);
  terminal.after(100, 0);
  terminal.progress.clear();
  terminal.progress.clear();
  CHECK(terminal.written == std::vector<std::string>{line + "12.3 of 48.1 MB",
                                                     line + "14.3 of 48.1 MB",
                                                     line + "14.3 of 58.1 MB", "\r\x1b[K"});
}

TEST_CASE("progress: what is expected is counted before it is begun, once") {
  Terminal terminal;
  terminal.progress.begin(1'000'000);
  terminal.progress.expect(30'000'000);
  terminal.after(500, 1'000'000);
  terminal.progress.begin(20'000'000);
  terminal.progress.begin(10'000'000);
  terminal.progress.begin(5'000'000);
  terminal.after(100, 0);
  CHECK(terminal.written ==
        std::vector<std::string>{line + "1.0 of 31.0 MB", line + "1.0 of 36.0 MB"});
}

TEST_CASE("progress: a name is shown printable, and cut so that the line stays one") {
  Terminal terminal;
  terminal.progress.name("evil\x1b[2J/" + std::string(500, 'a'));
  terminal.after(500, 0);
  REQUIRE(terminal.written.size() == 1);
  CHECK(terminal.written[0].rfind('\x1b') == 1);
  CHECK(terminal.written[0].size() < 90);
}

TEST_CASE("progress: a store tells of the parts of its blobs, which are handed on") {
  Terminal terminal;
  FakeRegistry fake;
  fake.put_blob("a layer", "layer");
  RegistryStore store(fake, *registry::image_place("registry.example/acme/api:main"));
  ProgressStore told(store, terminal.progress);
  terminal.time += milliseconds(500);
  std::string got;
  const registry::Descriptor descriptor{
      .media_type = "layer", .digest = registry::digest_of("a layer"), .size = 7};
  CHECK(told.blob(descriptor,
                  [&](std::string_view part) -> Result<void> {
                    got += part;
                    return {};
                  })
            .has_value());
  CHECK(got == "a layer");
  REQUIRE(terminal.written.size() == 1);
  CHECK(terminal.written[0].find("registry.example/acme/api: 0.0 of 0.0 MB") != std::string::npos);
}

}  // namespace prodparity::fetch
