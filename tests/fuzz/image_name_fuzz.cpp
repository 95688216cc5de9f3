// The name of an image, whatever the bytes: what is told is a part of them, and the same as itself.
#include "core/ship/image_name.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto name = parse_image_name({reinterpret_cast<const char*>(data), size});
  if (!name) return 0;
  if (name->repository.empty() || name->repository.size() > size + 18) std::abort();
  if (name->tag.size() > size + 6 || name->digest.size() > size) std::abort();
  if (!is_same_image(*name, *name)) std::abort();
  return 0;
}
