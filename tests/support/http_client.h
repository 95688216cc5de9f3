#pragma once

#include "fetch/http/client.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What tests of the client share.
namespace prodparity::test {

// Time that passes only while somebody sleeps.
struct FakeTime {
  std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
  std::vector<std::chrono::milliseconds> slept;
};

// Nothing of this machine's environment, no jitter, and no real sleep.
inline fetch::HttpSettings test_settings(FakeTime* time = nullptr) {
  fetch::HttpSettings settings;
  settings.jitter = [] { return 0.0; };
  settings.unix_seconds = [] { return std::int64_t{1795953600}; };
  settings.sleep = [time](std::chrono::milliseconds wait) {
    if (time == nullptr) return;
    time->slept.push_back(wait);
    time->now += wait;
  };
  if (time != nullptr) settings.now = [time] { return time->now; };
  return settings;
}

// Long enough for a machine under load: no test waits for them but those that say so.
inline fetch::HttpLimits quick() {
  return {.connect = std::chrono::seconds(20),
          .idle = std::chrono::seconds(20),
          .total = std::chrono::seconds(60)};
}

inline ErrorCode code_of(const Result<fetch::HttpResponse>& response) {
  return response ? ErrorCode::empty : response.error().code;
}

// A hundred times "packed".
inline std::string gzip_of_packed() {
  constexpr std::string_view bytes = std::string_view(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x2b\x48\x4c\xce\x4e\x4d\x29\x18\x25\x47\x49\xaa\x92"
      "\x00\xcb\x01\x1b\x7c\x58\x02\x00\x00",
      32);
  return std::string(bytes.data(), bytes.size());
}
inline std::string zstd_of_packed() {
  constexpr std::string_view bytes = std::string_view(
      "\x28\xb5\x2f\xfd\x64\x58\x01\x6d\x00\x00\x30\x70\x61\x63\x6b\x65\x64\x01\x00\x4f\x52\x95\x22"
      "\x9f\x5e\x7d\xb3",
      27);
  return std::string(bytes.data(), bytes.size());
}

}  // namespace prodparity::test
