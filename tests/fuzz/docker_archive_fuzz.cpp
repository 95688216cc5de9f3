// A docker archive's manifest.json, whatever the bytes: an image that is chosen is one of them.
#include "core/registry/docker_archive.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const auto images = parse_docker_archive({reinterpret_cast<const char*>(data), size});
  if (!images) return 0;
  for (const std::string_view tag : {"", "a:1"}) {
    const auto chosen = docker_archive_image(*images, tag);
    if (chosen && std::ranges::find(*images, *chosen) == images->end()) std::abort();
  }
  return 0;
}
