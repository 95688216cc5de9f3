#pragma once

#include "core/ip_address.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

using TimePoint = std::chrono::steady_clock::time_point;
using Clock = std::function<TimePoint()>;

// How a layer reads and writes bytes of the one below it.
struct ByteIo {
  // Up to `size` bytes, at least one; 0 at the connection's end.
  std::function<Result<std::size_t>(char* bytes, std::size_t size)> read;
  // All of them.
  std::function<Result<void>(std::string_view bytes)> write;
};

// A TCP connection whose every wait ends at a deadline. Errors: timed_out, io.
class Socket {
 public:
  // To whichever answers first, the next being tried a quarter of a second after the one before or
  // as soon as that failed (RFC 8305): an IPv6 that leads nowhere does not cost the whole time.
  static Result<Socket> connect(const std::vector<IpAddress>& addresses, std::uint16_t port,
                                TimePoint deadline, Clock now);

  void set_deadline(TimePoint deadline) { deadline_ = deadline; }
  Result<std::size_t> read(char* bytes, std::size_t size);
  Result<void> write(std::string_view bytes);
  // Whether the peer neither closed it nor sent anything while nothing was asked.
  bool is_quiet() const;

 private:
  Socket(UniqueFd fd, Clock now) : fd_(std::move(fd)), now_(std::move(now)) {}
  Result<void> wait(short events) const;

  UniqueFd fd_;
  Clock now_;
  TimePoint deadline_;
};

// Waits until `deadline` for one of what `poll` takes. 0: it passed.
int milliseconds_until(TimePoint deadline, TimePoint now);

}  // namespace prodparity::fetch
