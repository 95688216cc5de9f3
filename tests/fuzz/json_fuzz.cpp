// What parse_json takes can be written and read again, and line_of stays inside its text.
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(bytes, {.comments = true});
  if (value) {
    const auto again = parse_json(dump_json(*value));
    if (!again || dump_json(*again) != dump_json(*value)) std::abort();
    if (line_of(bytes, "") == 0) std::abort();
  }
  static_cast<void>(line_of(bytes, bytes.substr(0, size / 2)));
  static_cast<void>(line_of(bytes, "/0/a/1"));
  return 0;
}
