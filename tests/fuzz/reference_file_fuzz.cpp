// Both of our own formats. The digest line is made here, or no mutation would get past it.
#include "core/digest.h"
#include "core/inventory_json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto inventory = read_inventory(bytes, "fuzz")) {
    const auto again = read_inventory(write_inventory(*inventory), "fuzz");
    if (!again || !(*again == *inventory)) std::abort();
  }
  static_cast<void>(read_reference(bytes, "fuzz"));
  std::string sealed(bytes);
  if (sealed.empty() || sealed.back() != '\n') sealed += '\n';
  std::size_t components = 0;
  for (const char c : sealed)
    components += c == '\n' ? 1 : 0;
  sealed += R"({"end":)" + std::to_string(components - 1) + R"(,"sha256":")" + sha256_hex(sealed) +
            "\"}\n";
  if (const auto reference = read_reference(sealed, "fuzz")) {
    const auto again = read_reference(write_reference(*reference), "fuzz");
    if (!again || !(*again == *reference)) std::abort();
  }
  return 0;
}
