#pragma once

#include <chrono>
#include <thread>

namespace prodparity {

// Looks every few milliseconds until `done()` says so, for as long as `patience`; at least once.
// Whether it did. For what no descriptor tells of: another process that comes up or settles.
template <class Done>
bool wait_until(std::chrono::milliseconds patience, Done done) {
  constexpr std::chrono::milliseconds look_again{5};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(look_again);
  }
  return true;
}

}  // namespace prodparity
