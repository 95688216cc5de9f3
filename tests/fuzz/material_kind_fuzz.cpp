// What a document is does not hang on how its bytes come.
#include "core/material_kind.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  prodparity::MaterialKindOf whole;
  whole.take(text);
  prodparity::MaterialKindOf in_bytes;
  for (std::size_t i = 0; i < size; ++i)
    in_bytes.take(text.substr(i, 1));
  if (whole.kind() != in_bytes.kind()) std::abort();
  return 0;
}
