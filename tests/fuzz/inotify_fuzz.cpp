// Any bytes as what read(2) gave from an inotify descriptor, and as /proc/locks.
#include "io/inotify.h"
#include "io/locks.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  for (const Event& event : parse_events(std::as_bytes(std::span(data, size)))) {
    if (event.name.size() > size) std::abort();
  }
  static_cast<void>(lock_holder(std::string_view(reinterpret_cast<const char*>(data), size), 1234));
  return 0;
}
