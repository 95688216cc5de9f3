#include "fetch/http/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

constexpr std::chrono::milliseconds next_address_after{250};

Error network_error(int number) {
  return {.code = number == ETIMEDOUT ? ErrorCode::timed_out : ErrorCode::io,
          .message = std::error_code(number, std::generic_category()).message()};
}

Error too_late() {
  return {.code = ErrorCode::timed_out, .message = "no answer within the time allowed"};
}

struct Place {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Place place_of(const IpAddress& address, std::uint16_t port) {
  Place place;
  if (address.is_v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, address.bytes.data() + 12, 4);
    std::memcpy(&place.storage, &v4, sizeof v4);
    place.size = sizeof v4;
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&place.storage, &v6, sizeof v6);
    place.size = sizeof v6;
  }
  return place;
}

// A connection under way, or why there is none.
Result<UniqueFd> begin_connect(const IpAddress& address, std::uint16_t port) {
  UniqueFd fd(
      ::socket(address.is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return network_error(errno);
  const int yes = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const Place place = place_of(address, port);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&place.storage);
  if (::connect(fd.get(), generic, place.size) != 0 && errno != EINPROGRESS)
    return network_error(errno);
  return fd;
}

// Attempts side by side; the first that succeeds wins.
class Race {
 public:
  Race(const std::vector<IpAddress>& addresses, std::uint16_t port, TimePoint deadline,
       const Clock& now)
      : addresses_(addresses), port_(port), deadline_(deadline), now_(now) {}

  Result<UniqueFd> run() {
    for (;;) {
      if (attempts_.empty() || now_() >= next_start_) start_next();
      if (attempts_.empty() && next_ == addresses_.size()) return failure();
      if (attempts_.empty()) continue;
      if (now_() >= deadline_) return too_late();
      if (auto won = wait()) return std::move(*won);
    }
  }

 private:
  void start_next() {
    if (next_ == addresses_.size()) return;
    auto fd = begin_connect(addresses_[next_++], port_);
    next_start_ = now_() + next_address_after;
    if (fd)
      attempts_.push_back(std::move(*fd));
    else
      note(fd.error());
  }

  std::optional<UniqueFd> wait() {
    std::vector<pollfd> polled;
    for (const UniqueFd& fd : attempts_)
      polled.push_back({.fd = fd.get(), .events = POLLOUT, .revents = 0});
    const TimePoint until =
        next_ == addresses_.size() ? deadline_ : std::min(deadline_, next_start_);
    ::poll(polled.data(), polled.size(), milliseconds_until(until, now_()));
    for (std::size_t i = polled.size(); i-- > 0;) {
      if (polled[i].revents == 0) continue;
      int number = 0;
      socklen_t size = sizeof number;
      ::getsockopt(polled[i].fd, SOL_SOCKET, SO_ERROR, &number, &size);
      if (number == 0) return std::move(attempts_[i]);
      note(network_error(number));
      attempts_.erase(attempts_.begin() + static_cast<std::ptrdiff_t>(i));
      next_start_ = now_();
    }
    return std::nullopt;
  }

  void note(Error error) {
    if (!first_error_) first_error_ = std::move(error);
  }
  Error failure() const {
    return first_error_.value_or(Error{.code = ErrorCode::io, .message = "it has no address"});
  }

  const std::vector<IpAddress>& addresses_;
  std::uint16_t port_;
  TimePoint deadline_;
  const Clock& now_;
  std::size_t next_ = 0;
  TimePoint next_start_;
  std::vector<UniqueFd> attempts_;
  std::optional<Error> first_error_;
};

}  // namespace

int milliseconds_until(TimePoint deadline, TimePoint now) {
  if (now >= deadline) return 0;
  // Rounded up: a wait of less than a millisecond is none, and would be one again.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<decltype(left)>(left, std::numeric_limits<int>::max()));
}

Result<Socket> Socket::connect(const std::vector<IpAddress>& addresses, std::uint16_t port,
                               TimePoint deadline, Clock now) {
  auto fd = Race(addresses, port, deadline, now).run();
  if (!fd) return fd.error();
  Socket socket(std::move(*fd), std::move(now));
  socket.set_deadline(deadline);
  return socket;
}

Result<void> Socket::wait(short events) const {
  for (;;) {
    const TimePoint now = now_();
    if (now >= deadline_) return too_late();
    pollfd polled{.fd = fd_.get(), .events = events, .revents = 0};
    const int ready = ::poll(&polled, 1, milliseconds_until(deadline_, now));
    if (ready > 0) return {};
    if (ready == 0) return too_late();
    if (errno != EINTR) return network_error(errno);
  }
}

Result<std::size_t> Socket::read(char* bytes, std::size_t size) {
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), bytes, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return network_error(errno);
    if (const auto waited = wait(POLLIN); !waited) return waited.error();
  }
}

Result<void> Socket::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return network_error(errno);
    if (const auto waited = wait(POLLOUT); !waited) return waited.error();
  }
  return {};
}

bool Socket::is_quiet() const {
  pollfd polled{.fd = fd_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&polled, 1, 0) == 0;
}

}  // namespace prodparity::fetch
