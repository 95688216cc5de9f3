// Any bytes as a request, and as a daemon's answer: what is read is written and read the same.
#include "core/protocol.h"
#include "core/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_request(bytes);
  if (const Request* const request = std::get_if<Request>(&parsed)) {
    const auto again = parse_request(write_request(*request));
    if (!std::holds_alternative<Request>(again) || std::get<Request>(again) != *request)
      std::abort();
  }
  static_cast<void>(parse_server_message(bytes));
  if (const Result<Snapshot> snapshot = read_snapshot(bytes)) {
    if (!read_snapshot(write_snapshot(*snapshot))) std::abort();
  }
  return 0;
}
