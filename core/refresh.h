#pragma once

#include "core/fetch_order.h"

#include <chrono>

namespace prodparity {

// When a reference is asked for again: after 15 minutes, then each time twice as long while nothing
// changes, to a day; after a failure in a minute, then each time twice as long, to an hour. A
// thousand containers that start together must not hurt a registry: each wait is up to a fifth
// longer, and never shorter than the registry asks for, up to that day.
class Refresh {
 public:
  // What became of the last time, and how much later this one is (0 to 1).
  std::chrono::seconds after(const FetchOutcome& outcome, double jitter);

 private:
  int unchanged_ = 0;  // times in a row
  int failed_ = 0;
};

}  // namespace prodparity
