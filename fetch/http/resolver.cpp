#include "fetch/http/resolver.h"

#include "fetch/http/limits.h"
#include "fetch/http/settings.h"

#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

using Addresses = Result<std::vector<IpAddress>>;

// What the thread leaves, whoever of the two is there longer.
struct Lookup {
  std::mutex mutex;
  std::condition_variable done;
  std::optional<Addresses> result;
};

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::optional<IpAddress> address_of(const addrinfo& info) {
  IpAddress address;
  if (info.ai_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, info.ai_addr, sizeof v4);
    address.is_v4 = true;
    std::memcpy(address.bytes.data() + 12, &v4.sin_addr, 4);
    return address;
  }
  if (info.ai_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6{};
  std::memcpy(&v6, info.ai_addr, sizeof v6);
  std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
  return address;
}

// The families take turns, the first as it was.
std::vector<IpAddress> in_turns(const std::vector<IpAddress>& found) {
  std::vector<IpAddress> first;
  std::vector<IpAddress> second;
  for (const IpAddress& one : found)
    (one.is_v4 == found.front().is_v4 ? first : second).push_back(one);
  std::vector<IpAddress> turns;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) turns.push_back(first[i]);
    if (i < second.size()) turns.push_back(second[i]);
  }
  if (turns.size() > limits::addresses) turns.resize(limits::addresses);
  return turns;
}

Addresses look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int status = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  const std::unique_ptr<addrinfo, FreeAddresses> owned(list);
  if (status == EAI_NONAME || status == EAI_NODATA)
    return Error{.code = ErrorCode::not_found, .message = "no such host: '" + host + "'"};
  if (status != 0)
    return Error{
        .code = ErrorCode::io,
        .message = "the name '" + host + "' cannot be looked up: " + ::gai_strerror(status)};
  std::vector<IpAddress> found;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    if (const auto address = address_of(*one)) found.push_back(*address);
  }
  if (found.empty())
    return Error{.code = ErrorCode::not_found, .message = "'" + host + "' has no address"};
  return in_turns(found);
}

}  // namespace

Result<std::vector<IpAddress>> resolve_host(const std::string& host, TimePoint deadline,
                                            const Clock& now) {
  if (const auto address = parse_ip(host)) return std::vector{*address};
  if (is_this_machine(host)) return std::vector{*parse_ip("127.0.0.1"), *parse_ip("::1")};
  static std::once_flag configured;
  std::call_once(configured, [] { ::__nss_configure_lookup("hosts", "files dns"); });
  const auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host] {
    Addresses result = look_up(host);
    const std::lock_guard lock(lookup->mutex);
    lookup->result = std::move(result);
    lookup->done.notify_one();
  }).detach();
  std::unique_lock lock(lookup->mutex);
  const std::chrono::milliseconds left(milliseconds_until(deadline, now()));
  if (!lookup->done.wait_for(lock, left, [&] { return lookup->result.has_value(); }))
    return Error{.code = ErrorCode::timed_out,
                 .message = "the name '" + host + "' was not found within the time allowed"};
  return *lookup->result;
}

}  // namespace prodparity::fetch
