#include "core/refresh.h"

#include <algorithm>
#include <chrono>

namespace prodparity {
namespace {

constexpr std::chrono::seconds usual = std::chrono::minutes(15);
constexpr std::chrono::seconds longest = std::chrono::hours(24);
constexpr std::chrono::seconds after_failure = std::chrono::minutes(1);
constexpr std::chrono::seconds longest_after_failure = std::chrono::hours(1);

// `base`, doubled `times` times, at most `most`.
std::chrono::seconds doubled(std::chrono::seconds base, int times, std::chrono::seconds most) {
  for (; times > 0 && base < most; --times)
    base *= 2;
  return std::min(base, most);
}

}  // namespace

std::chrono::seconds Refresh::after(const FetchOutcome& outcome, double jitter) {
  using State = FetchOutcome::State;
  std::chrono::seconds wait{};
  if (outcome.state == State::fresh || outcome.state == State::unchanged) {
    failed_ = 0;
    unchanged_ = outcome.state == State::unchanged ? unchanged_ + 1 : 0;
    wait = doubled(usual, unchanged_, longest);
  } else {
    unchanged_ = 0;
    wait = doubled(after_failure, failed_++, longest_after_failure);
  }
  const auto later = static_cast<std::chrono::seconds::rep>(static_cast<double>(wait.count()) *
                                                            std::clamp(jitter, 0.0, 1.0) / 5);
  // Nobody's word has it asked more rarely than it is by itself.
  const auto asked = std::min(std::chrono::seconds(outcome.retry_after_seconds), longest);
  return std::max(wait, asked) + std::chrono::seconds(later);
}

}  // namespace prodparity
