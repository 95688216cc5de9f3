#include "core/refresh.h"

#include "tests/support/catch.h"

#include <chrono>
#include <vector>

using namespace prodparity;
using State = FetchOutcome::State;

namespace {

std::vector<long> waits(Refresh& refresh, State state, int times) {
  std::vector<long> minutes;
  for (; times > 0; --times)
    minutes.push_back(
        std::chrono::duration_cast<std::chrono::minutes>(refresh.after({.state = state}, 0))
            .count());
  return minutes;
}

}  // namespace

TEST_CASE("refresh: ever more rarely while nothing changes, and as at first once it did") {
  Refresh refresh;
  CHECK(waits(refresh, State::fresh, 2) == std::vector<long>{15, 15});
  CHECK(waits(refresh, State::unchanged, 8) ==
        std::vector<long>{30, 60, 120, 240, 480, 960, 1440, 1440});
  CHECK(waits(refresh, State::fresh, 1) == std::vector<long>{15});
}

TEST_CASE("refresh: soon after a failure, then ever more rarely") {
  Refresh refresh;
  CHECK(waits(refresh, State::failed, 8) == std::vector<long>{1, 2, 4, 8, 16, 32, 60, 60});
  CHECK(waits(refresh, State::unchanged, 1) == std::vector<long>{30});
  CHECK(waits(refresh, State::kept, 2) == std::vector<long>{1, 2});
}

TEST_CASE("refresh: later by up to a fifth, and as late as the registry asks for") {
  CHECK(Refresh().after({.state = State::fresh}, 0.5) == std::chrono::seconds(900 + 90));
  CHECK(Refresh().after({.state = State::fresh}, 7) == std::chrono::seconds(900 + 180));
  CHECK(Refresh().after({.state = State::failed, .retry_after_seconds = 600}, 0) ==
        std::chrono::seconds(600));
  const int day = 24 * 3600;
  for (const int asked : {day, day + 1, 1'000'000'000})
    CHECK(Refresh().after({.state = State::failed, .retry_after_seconds = asked}, 0) ==
          std::chrono::seconds(day));
}
