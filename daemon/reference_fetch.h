#pragma once

#include "core/fetch_order.h"
#include "core/refresh.h"
#include "daemon/asio.h"

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace prodparity {

// Keeps one reference that has to be fetched as it is in its registry: has `prodparity-fetch order`
// write the compact Reference to the order's output, at once out of what is kept, then as it is
// now, then again as Refresh says. Nothing of the network is in this process, and it never waits
// for it.
class ReferenceFetch {
 public:
  struct Outside {
    // What to fetch, and as whom; nothing: whoever it is for has not said yet how the network is
    // reached, and that is waited for a while.
    std::function<std::optional<FetchOrder>(bool at_last)> order;
    std::function<void(const FetchOutcome& outcome)> on_outcome;
    std::function<double()> jitter;  // 0 to 1
  };
  ReferenceFetch(asio::io_context& context, Outside outside);
  ~ReferenceFetch() = default;  // stopped before
  ReferenceFetch(const ReferenceFetch&) = delete;
  ReferenceFetch& operator=(const ReferenceFetch&) = delete;

  // Out of what is kept, at once: waits for that child, which has no network.
  static FetchOutcome from_cache(FetchOrder order);

  awaitable<void> run();  // until stop()
  void refresh();         // now, not when its time has come
  // The same where what is fetched is known to be another now: once more where one that runs may
  // have begun before.
  void refresh_changed();
  void stop();

 private:
  awaitable<FetchOutcome> fetch(const FetchOrder& order);
  awaitable<std::string> read_output();
  awaitable<int> exit_status();
  awaitable<void> wait(std::chrono::milliseconds time);

  Outside outside_;
  Refresh refresh_;
  asio::posix::stream_descriptor output_;  // of the child, while one runs
  asio::steady_timer timer_;               // until the next time, or until its child ended
  asio::steady_timer deadline_;
  pid_t child_ = -1;
  bool again_ = false;  // at once, when the one that runs has ended
  bool stopped_ = false;
};

}  // namespace prodparity
